// The sheet read together with its answers: items in their order, what was decided on each, photos with numbers.
// Twin of field/answers.py.

/** @import {Facts, Head, Photo, Placed, State} from './types.d.ts' */

/** The field the school's signature is kept in, or why there is none. */
export const SUBJECT = 'subject.signature';
const EVIDENCE = /^evidence\.([^.]+)$/;

/** Every item of the sheet in its order, each with the names of its department and matter. @param {Facts} facts @returns {Placed[]} */
export function itemsOf(facts) {
  return facts.departments.flatMap((department) =>
    department.matters.flatMap((matter) =>
      matter.items.map((item) => ({ ...item, department: department.name, matter: matter.name })),
    ),
  );
}

/** The payload this field's heads agree on; null while nobody wrote it or two differ. @param {State} state @param {string} field @returns {any} */
export function valueOf(state, field) {
  return state.fields[field]?.value ?? null;
}

/** The op that gives this field its value; null like `valueOf`. @param {State} state @param {string} field @returns {Head | null} */
export function headOf(state, field) {
  return valueOf(state, field) === null ? null : state.fields[field].heads[0];
}

/** NORMAL, ABNORMAL, NOT_APPLICABLE or NOT_CHECKED; "" while open, taken back or in conflict. @param {State} state @param {string} code @returns {string} */
export function verdictOf(state, code) {
  return valueOf(state, `item.${code}.verdict`)?.value || '';
}

/** The words of `item.<code>.note` or `.reason`, "" if none. @param {State} state @param {string} code @param {string} part @returns {string} */
export function textOf(state, code, part) {
  return valueOf(state, `item.${code}.${part}`)?.text || '';
}

/** The photos that count, numbered from 1; withdrawn ones are left out. @param {State} state @returns {Photo[]} */
export function photosOf(state) {
  const names = Object.keys(state.fields)
    .sort()
    .flatMap((field) => EVIDENCE.exec(field)?.[1] ?? []);
  const standing = names.filter(
    (name) => valueOf(state, `evidence.${name}`) && !valueOf(state, `evidence.${name}.withdrawn`),
  );
  return standing.map((name, place) => ({
    no: place + 1,
    evidence: name,
    head: /** @type {Head} */ (headOf(state, `evidence.${name}`)),
    item: itemOf(state, name),
  }));
}

/** The fields whose heads differ, by name. @param {State} state @returns {string[]} */
export function conflictsOf(state) {
  return Object.keys(state.fields)
    .sort()
    .filter((field) => state.fields[field].conflict);
}

/** The code a photo was given to last, "" for a loose one. @param {State} state @param {string} evidence @returns {string} */
function itemOf(state, evidence) {
  const value = valueOf(state, `evidence.${evidence}.item`) ?? valueOf(state, `evidence.${evidence}`);
  return value?.item || '';
}

/** The field an inspector's signature is kept in. @param {string} person @returns {string} */
export function signatureOf(person) {
  return `inspector.${person}.signature`;
}

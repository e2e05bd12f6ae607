// The sheet read together with its answers: items in their order, what was decided on each, photos with numbers.
// Twin of field/answers.py.

/** @import {Facts, Head, InspectionMode, Photo, Placed, State} from './types.d.ts' */

/** The field the school's signature is kept in, or why there is none. */
export const SUBJECT = 'subject.signature';
const EVIDENCE = /^evidence\.([^.]+)$/;
export const ABSENT_REASON = '该部门未到场';
// Two days set at once show both until one is chosen; of two places of arrival the first is printed; a second withdrawal
// or statement takes nothing away. None of these is worth asking two people why.
const NEVER_BLOCKS = /^(plan|arrive\.place|done\..+|evidence\..+\.withdrawn|leave)$/;

/** Every item of the sheet in its order, each with where it stands and whose it is. @param {Facts} facts @returns {Placed[]} */
export function itemsOf(facts) {
  return facts.departments.flatMap(({ name, matters }) => {
    const people = peopleOf(facts, name);
    return matters.flatMap((matter) =>
      matter.items.map((item) => ({ ...item, department: name, matter: matter.name, people })),
    );
  });
}

/** The payload this field's heads agree on; null while nobody wrote it, two differ or it was taken back. @param {State} state @param {string} field @returns {any} */
export function valueOf(state, field) {
  return state.fields[field]?.value ?? null;
}

/** The op that gives this field its value; null like `valueOf`. @param {State} state @param {string} field @returns {Head | null} */
export function headOf(state, field) {
  return valueOf(state, field) === null ? null : state.fields[field].heads[0];
}

/**
 * NORMAL, ABNORMAL, NOT_APPLICABLE or NOT_CHECKED; "" while open, taken back or in conflict. Nobody answers for a
 * department that did not come. @param {State} state @param {Pick<Placed, 'code' | 'department' | 'people'>} item @returns {string}
 */
export function verdictOf(state, { code, department, people }) {
  return isAbsent(state, department, people) ? 'NOT_CHECKED' : valueOf(state, `item.${code}.verdict`)?.value || '';
}

/** The team's people from this department. @param {Facts} facts @param {string} department @returns {string[]} */
export function peopleOf({ team }, department) {
  return team.filter((each) => each.department === department).map(({ person }) => person);
}

/** Whether this department did not come: marked so, while none of its people has shown a certificate. @param {State} state @param {string} department @param {string[]} people @returns {boolean} */
export function isAbsent(state, department, people) {
  return valueOf(state, `department.${department}`)?.came === false && !people.some((person) => hasCome(state, person));
}

/** Whether somebody has shown a certificate; two who noted it differently still saw it. @param {State} state @param {string} person @returns {boolean} */
export function hasCome(state, person) {
  return (state.fields[`shown.${person}`]?.heads ?? []).some(({ payload }) => payload.taken_back !== true);
}

/** The words of `item.<code>.note` or `.reason`, "" if none. @param {State} state @param {string} code @param {string} part @returns {string} */
export function textOf(state, code, part) {
  return valueOf(state, `item.${code}.${part}`)?.text || '';
}

/** Why a placed item is 未涉及 or 未检查, "" if nobody said. @param {State} state @param {Pick<Placed, 'code' | 'department' | 'people'>} item @returns {string} */
export function reasonOf(state, { code, department, people }) {
  return isAbsent(state, department, people) ? ABSENT_REASON : textOf(state, code, 'reason');
}

/** How this item was checked: as chosen on the day, else as the catalogue begins with. @param {State} state @param {Pick<Placed, 'code' | 'mode'>} item @returns {InspectionMode} */
export function modeOf(state, { code, mode }) {
  return valueOf(state, `item.${code}.mode`)?.value ?? mode;
}

/** Said where the visit ended in 无法检查. @param {State} state @returns {{reason: string, words: string, witness: {name: string, unit: string} | null} | null} */
export function abortOf(state) {
  return valueOf(state, 'abort');
}

/** Whether nobody goes to the school: there is no place, nobody is told, nothing is signed there. @param {Facts} facts @returns {boolean} */
export function offSite({ mode }) {
  return mode !== 'ON_SITE';
}

/** Whether the inspectors' signatures alone end the visit. @param {Facts} facts @param {State} state @returns {boolean} */
export function withoutSchool(facts, state) {
  return offSite(facts) || abortOf(state) !== null;
}

/**
 * The photos that count, numbered from 1. Left out: what was withdrawn, originals a copy with faces painted over stands
 * for, files, pictures of an attempt and pages of the signed paper. @param {State} state @returns {Photo[]}
 */
export function photosOf(state) {
  const found = standing(state);
  const photos = [...found.keys()].filter((name) => isPhoto(found.get(name)));
  const covered = new Set(photos.map((name) => origins(state, name)[0])); // only a photo that counts takes another off the sheet
  const names = photos.filter((name) => !covered.has(name));
  return names.map((name, place) => piece(state, place + 1, name));
}

/** What a copy was made of, the nearest first, through copies of copies; none where they lead back to itself. @param {State} state @param {string} evidence @returns {string[]} */
export function origins(state, evidence) {
  const passed = [evidence];
  for (;;) {
    const name = valueOf(state, `evidence.${passed[passed.length - 1]}`)?.covers;
    if (name === evidence) return [];
    if (!name || passed.includes(name) || !valueOf(state, `evidence.${name}`)) return passed.slice(1);
    passed.push(name);
  }
}

/** The files and reports that count, like `photosOf`. @param {State} state @returns {Photo[]} */
export function filesOf(state) {
  const files = [...standing(state)].filter(([, payload]) => onSheet(payload) && !isPhoto(payload));
  return files.map(([name], place) => piece(state, place + 1, name));
}

/** Every piece of evidence that was not withdrawn, name → payload, in the order of the names. @param {State} state @returns {Map<string, any>} */
export function standing(state) {
  const names = Object.keys(state.fields).flatMap((field) => EVIDENCE.exec(field)?.[1] ?? []);
  const kept = names.filter(
    (name) => valueOf(state, `evidence.${name}`) && !state.fields[`evidence.${name}.withdrawn`],
  );
  return new Map(kept.sort().map((name) => [name, valueOf(state, `evidence.${name}`)]));
}

/** Whether evidence is a photo of the sheet's own content. @param {any} payload @returns {boolean} */
function isPhoto(payload) {
  return onSheet(payload) && payload.type.startsWith('image/');
}

/**
 * The fields whose heads differ in what has to be settled before anybody signs, by name. What is said of an item or a
 * person that is not in these facts has no place where it could be settled. @param {Facts} facts @param {State} state @returns {string[]}
 */
export function conflictsOf(facts, state) {
  return Object.keys(state.fields)
    .filter((field) => state.fields[field].conflict && !NEVER_BLOCKS.test(field) && knows(facts, field))
    .sort();
}

/** Whether the item, person or department a field names is of this sheet; any other field names none. @param {Facts} facts @param {string} field */
function knows(facts, field) {
  const [, word, named] = /** @type {RegExpExecArray} */ (/^([^.]*)\.?(.*)$/s.exec(field));
  if (word === 'item') return itemsOf(facts).some(({ code }) => code === named.slice(0, named.lastIndexOf('.')));
  if (word === 'department') return facts.departments.some(({ name }) => name === named);
  if (word !== 'shown' && word !== 'inspector') return true;
  const who = word === 'shown' ? named : named.split('.')[0];
  return facts.team.some(({ person }) => person === who);
}

/** @param {any} payload */
function onSheet({ attempt, paper }) {
  return !attempt && !paper;
}

/** @param {State} state @param {number} no @param {string} name @returns {Photo} */
function piece(state, no, name) {
  return {
    no,
    evidence: name,
    head: /** @type {Head} */ (headOf(state, `evidence.${name}`)),
    item: itemOf(state, name),
  };
}

/** Given to it by hand, else where the original it covers belongs, else as it was taken for; "" for a loose one. @param {State} state @param {string} evidence @returns {string} */
function itemOf(state, evidence) {
  const own = `evidence.${evidence}`;
  const original = valueOf(state, own)?.covers;
  const its = original ? [`evidence.${original}.item`, `evidence.${original}`] : [];
  const said = [`${own}.item`, ...its, own].map((field) => valueOf(state, field)).find((value) => value !== null);
  return said?.item || '';
}

/** The field an inspector's signature is kept in. @param {string} person @returns {string} */
export function signatureOf(person) {
  return `inspector.${person}.signature`;
}

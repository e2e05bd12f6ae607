// Whose items these are: one's own department's first and open to answers, the others' to look at.
import { need } from './fill.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

/** @param {HTMLElement} panel @returns {HTMLElement[]} the departments in the order of the sheet */
export function departmentsIn(panel) {
  return [...panel.querySelectorAll('section.department')].map((section) => /** @type {HTMLElement} */ (section));
}

/** Moved only where the order changes: moving what holds the caret would close the keyboard. @param {HTMLElement[]} departments @param {Inspection} inspection */
export function ownFirst(departments, inspection) {
  const place = departments[0]?.parentElement;
  if (!place) return;
  const rank = (/** @type {HTMLElement} */ { dataset }) => (inspection.mayAnswer(dataset.department ?? '') ? 0 : 1);
  const wanted = [...departments].sort((a, b) => rank(a) - rank(b));
  const now = place.querySelectorAll('section.department');
  if (wanted.some((section, n) => now[n] !== section)) place.prepend(...wanted);
}

/** Others' items are looked at, not answered; those of a department that did not come are not even that. @param {HTMLElement} panel @param {HTMLElement[]} departments @param {Inspection} inspection */
export function paintDepartments(panel, departments, inspection) {
  need(panel, '[data-writer]').textContent = inspection.nameOf(inspection.writer);
  need(panel, '[data-writer-other]').hidden = inspection.facts.team.length < 2 || inspection.sealed;
  for (const section of departments) {
    const name = section.dataset.department ?? '';
    section.dataset.whose = inspection.isAbsent(name) ? 'absent' : inspection.mayAnswer(name) ? 'own' : 'others';
    section.toggleAttribute('data-there', inspection.isThere(name));
    const lock = /** @type {HTMLFieldSetElement | null} */ (section.querySelector('[data-department-lock]'));
    if (lock) lock.disabled = section.dataset.whose !== 'own';
  }
}

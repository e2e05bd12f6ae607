// What is seldom done in steps ① to ④, each with code of its own that comes with the first use.
import { keepFacesOut } from './keep-faces-out.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */

/**
 * @param {HTMLElement} root
 * @param {Inspection} inspection
 * @param {import('./inspection.mjs').Page} page
 * @returns {Act} does what the button's data-act says
 */
export function seldomActs(root, inspection, page) {
  const photo = photoAct(root, inspection);
  /** @type {Record<string, Act>} */
  const acts = {
    ...whoActs(inspection, page),
    ...abortActs(inspection, page),
    settle: async (button) => (await import('./conflict.mjs')).settle(button, inspection),
    mode: async (button) => (await import('./modes.mjs')).setMode(button, inspection),
    camera: async (button) => {
      const code = /** @type {HTMLElement | null} */ (button.closest('[data-item]'))?.dataset.item;
      const item = code ? inspection.items.get(code) : undefined;
      if (!item?.faces || inspection.sealed || (await keepFacesOut(item))) await photo(button);
    },
  };
  return (button) => (acts[button.dataset.act ?? ''] ?? photo)(button);
}

/** One camera and one album serve the whole page. @param {HTMLElement} root @param {Inspection} inspection @returns {Act} */
function photoAct(root, inspection) {
  /** @type {Promise<Record<string, Act>> | undefined} */
  let loading;
  return async (button) => {
    loading ??= import('./photos.mjs').then(({ photoActs }) => photoActs(root, inspection));
    return (await loading)[button.dataset.act ?? '']?.(button);
  };
}

/** Who answers on this phone, and who came at all. @param {Inspection} inspection @param {import('./inspection.mjs').Page} page @returns {Record<string, Act>} */
function whoActs(inspection, page) {
  const acting = () => import('./acting.mjs');
  const turned = (/** @type {boolean} */ done) => done && page.changed(['acting']);
  const mark = async (/** @type {HTMLElement} */ { dataset }, /** @type {boolean} */ came) =>
    (await import('./departments.mjs')).markDepartment(inspection, dataset.department ?? '', came);
  return {
    'acting-choose': async () => (await acting()).chooseWriter(inspection),
    'acting-as': async ({ dataset }) => turned(await (await acting()).letWrite(inspection, dataset.person ?? '')),
    'acting-back': async () => turned(await (await acting()).ownAgain(inspection)),
    'acting-cancel': async () => (await acting()).closeDialog(),
    'not-come': (button) => mark(button, false),
    came: (button) => mark(button, true),
  };
}

/** @param {Inspection} inspection @param {import('./inspection.mjs').Page} page @returns {Record<string, Act>} */
function abortActs(inspection, page) {
  const abort = () => import('./abort.mjs');
  return {
    abort: async () => (await abort()).openAbort(inspection, page),
    'abort-photo': async ({ dataset }) => (await abort()).openAbortPhoto(inspection, page, dataset.field ?? ''),
    'abort-back': async (button) => (await import('./aborted.mjs')).takeBack(button, inspection),
  };
}

// What is put right on a photo after it was taken: faces hidden on a copy, or the photo withdrawn. Its bytes always stay.
import { headOf } from '../core/answers.mjs';
import { need } from './fill.mjs';
import { evidenceOf } from './picture.mjs';
import { say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./inspection.mjs').Act} Act */

/** @param {Inspection} inspection @returns {Record<string, Act>} */
export function correctActs(inspection) {
  return { cover: (button) => cover(inspection, evidenceOf(button)), ...withdrawActs(inspection) };
}

/** The copy with the faces painted over stands for the original everywhere; faces marked anew replace the copy. @param {Inspection} inspection @param {string} shown */
async function cover(inspection, shown) {
  if (inspection.sealed) return say('这次检查已封存，照片不能再改。');
  const original = inspection.value(`evidence.${shown}`)?.covers ?? shown;
  const { name, source, taken_at } = inspection.value(`evidence.${original}`) ?? {};
  const picture = await inspection.visit.original(original);
  if (!picture) return say('原图在同事的手机上，请在那部手机上遮挡。');
  const item = itemOf(inspection, shown);
  const { coverFaces } = await import('./cover-faces.mjs');
  const saved = await coverFaces(picture, (bytes) =>
    inspection.addPhoto({ bytes, name: `遮挡_${name}`, item, source, taken_at, covers: original }),
  );
  if (!saved) return;
  if (shown !== original) await inspection.write([withdrawal(shown, '重新遮挡')]);
  say('已存本机：遮挡后的照片。原图仍保留，不入记录。');
}

/** A photo is never deleted: it is withdrawn, with a reason, and its bytes stay. @param {Inspection} inspection @returns {Record<string, Act>} */
function withdrawActs(inspection) {
  const dialog = /** @type {HTMLDialogElement} */ (need(document, '#withdraw'));
  let evidence = '';
  return {
    withdraw: (button) => {
      evidence = evidenceOf(button);
      dialog.showModal();
    },
    'withdraw-because': async (button) => {
      dialog.close();
      const reason = button.textContent ?? '';
      // With a copy goes the original it stands for: a face that was hidden must not come back by withdrawing.
      const original = inspection.value(`evidence.${evidence}`)?.covers;
      const drafts = [evidence, original].filter(Boolean).map((each) => withdrawal(each, reason));
      if (await inspection.write(drafts)) say('已撤下，原图仍保留。');
    },
    'withdraw-cancel': () => dialog.close(),
  };
}

/** @param {string} evidence @param {string} reason */
function withdrawal(evidence, reason) {
  return { kind: 'evidence.withdraw', field: `evidence.${evidence}.withdrawn`, payload: { reason } };
}

/** @param {Inspection} inspection @param {string} evidence @returns {string | null} */
function itemOf(inspection, evidence) {
  const own = headOf(inspection.state, `evidence.${evidence}.item`) ?? headOf(inspection.state, `evidence.${evidence}`);
  return own?.payload.item ?? null;
}

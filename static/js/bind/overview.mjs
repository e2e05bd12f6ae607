// Step ③: every photo at a glance; loose ones find their item, wrong ones are withdrawn with a reason, none is deleted.
import { progress } from '../core/progress.mjs';
import { onStatus } from '../sync/status.mjs';
import { fill, need, slot, tell } from './fill.mjs';
import { titleOf } from './gaps.mjs';
import { evidenceOf, nameControls, numberOf, paintPictures, pictures, withdrawnPictures } from './picture.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */
/** @typedef {import('./picture.mjs').Picture} Picture */

/**
 * @param {HTMLElement} panel
 * @param {Inspection} inspection
 * @returns {import('./inspection.mjs').Step}
 */
export function openStep(panel, inspection) {
  panel.addEventListener('change', (event) => {
    const box = /** @type {HTMLSelectElement} */ (event.target);
    if (box.matches('[data-give]')) give(inspection, evidenceOf(box), box.value || null);
  });
  onStatus(() => paint(panel, inspection)); // 已存本机 becomes 已收到 while one looks
  return { acts: {}, paint: () => paint(panel, inspection) };
}

/** @param {HTMLElement} panel @param {Inspection} inspection */
async function paint(panel, inspection) {
  const here = new Map((await inspection.visit.photos()).map((row) => [row.evidence, row.received]));
  const kept = pictures(inspection);
  /** @param {HTMLElement} figure @param {Picture} photo */
  const finish = (figure, photo) => finishFigure(figure, photo, inspection, here.get(photo.evidence));
  const lists = {
    loose: kept.filter(({ item }) => !item),
    given: kept.filter(({ item }) => item),
    withdrawn: withdrawnPictures(inspection),
  };
  for (const [name, list] of Object.entries(lists))
    paintPictures(need(panel, `[data-photos="${name}"]`), list, inspection, finish);
  need(panel, '[data-loose]').hidden = !lists.loose.length;
  need(panel, '[data-withdrawn]').hidden = !lists.withdrawn.length;
  need(panel, '[data-no-photos]').hidden = lists.given.length > 0;
  const { missing } = progress(inspection.facts, inspection.state);
  const wanted = missing.filter(({ what }) => what === 'photo').map(({ code }) => titleOf(inspection, code));
  tell(need(panel, '[data-photos-missing]'), wanted.length ? `还缺照片：${wanted.join('、')}` : '');
}

/** @param {HTMLElement} figure @param {Picture} photo @param {Inspection} inspection @param {boolean | undefined} received undefined: it was taken on another phone */
function finishFigure(figure, photo, inspection, received) {
  const own = photo.actor === inspection.visit.actor.id;
  const elsewhere = own ? '用另一部手机拍的' : `用${inspection.nameOf(photo.actor)}的手机拍的`;
  const door = received === undefined ? elsewhere : received ? '已收到' : '已存本机';
  if (photo.why) {
    fill(figure, { no: '已撤下', door: `原因：${photo.why}（${door}）` });
    for (const control of figure.querySelectorAll('[data-slot="give"], [data-slot="withdraw"], [data-slot="cover"]'))
      control.remove();
    return;
  }
  fill(figure, { no: numberOf(photo), door });
  const box = /** @type {HTMLSelectElement} */ (need(figure, '[data-give]'));
  if (!box.options.length) fillChoices(box, figure, photo, inspection);
  if (document.activeElement !== box) box.value = photo.item;
  nameControls(figure, photo);
}

/** @param {HTMLSelectElement} box @param {HTMLElement} figure @param {Picture} photo @param {Inspection} inspection */
function fillChoices(box, figure, photo, inspection) {
  box.id = `give-${photo.evidence}`;
  slot(figure, 'give-label').setAttribute('for', box.id);
  box.append(new Option('还没有归到项目', ''));
  for (const item of inspection.items.values()) {
    box.append(
      new Option(`${item.no} ${item.item_name}${item.sub_item_name ? `·${item.sub_item_name}` : ''}`, item.code),
    );
  }
}

/** @param {Inspection} inspection @param {string} evidence @param {string | null} item */
function give(inspection, evidence, item) {
  return inspection.write([{ kind: 'answer.set', field: `evidence.${evidence}.item`, payload: { item } }]);
}

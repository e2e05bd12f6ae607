// That no inspection was possible, above the steps for as long as it stands: in what words, what follows, and the way back.
import { attemptsOf } from '../core/abort.mjs';
import { abortOf, headOf } from '../core/answers.mjs';
import { ABORT_LABELS } from '../core/labels.mjs';
import { moment } from '../core/words.mjs';
import { copy, keepList, slot } from './fill.mjs';
import { say } from './say.mjs';

/** @typedef {import('./inspection.mjs').Inspection} Inspection */

/** @param {HTMLElement} host @param {Inspection} inspection */
export function paintAborted(host, inspection) {
  const { state } = inspection;
  const abort = abortOf(state);
  const head = headOf(state, 'abort');
  const lines = attemptsOf(state).map(({ id, label, words, at, actor }) =>
    line(`attempt.${id}`, {
      label: `去过，没有查成：${label}`,
      words,
      when: `${inspection.nameOf(actor)} ${at}`,
      next: '',
    }),
  );
  if (abort && head)
    lines.push(
      line('abort', {
        label: `无法检查：${ABORT_LABELS[abort.reason]}`,
        words: abort.words + (abort.witness ? `\n见证人：${abort.witness.name} ${abort.witness.unit}` : ''),
        when: `${inspection.nameOf(head.payload.by ?? head.actor)} ${moment(head)}`,
        next: '两名检查人员出示证件，认定检查结果，签字后封存。已经查了的项目一并入记录。',
      }),
    );
  keepList(
    host,
    lines.map(({ key, words }) => [
      JSON.stringify([key, words, inspection.sealed]),
      () => panel(key, words, inspection.sealed),
    ]),
  );
  host.hidden = !lines.length;
}

/** @param {HTMLElement} button @param {Inspection} inspection */
export async function takeBack({ dataset }, inspection) {
  const payload = { taken_back: true };
  if (await inspection.write([{ kind: 'visit.abort', field: dataset.field ?? '', payload }]))
    say('已撤回，可以照常检查。');
}

/** @param {string} key @param {Record<string, string>} words */
function line(key, words) {
  return { key, words };
}

/** @param {string} field @param {Record<string, string>} words @param {boolean} sealed */
function panel(field, words, sealed) {
  const part = copy('aborted', { ...words, next: words.next || null });
  for (const name of ['photo', 'back']) {
    if (sealed) slot(part, name).remove();
    else slot(part, name).dataset.field = field;
  }
  return part;
}

// A colleague's phone this one was never told of: two people compare a number on two screens before its file is read.
import { need } from './fill.mjs';

const MARKUP = `<dialog class="dialog" aria-labelledby="recognise-title">
  <div class="stack">
    <h2 class="dialog__title" id="recognise-title" tabindex="-1">两部手机上这串数字一样吗？</h2>
    <p data-recognise-who></p>
    <p class="code" data-recognise-number></p>
    <button type="button" class="btn btn--primary btn--wide" data-recognise="yes">一样，读入</button>
    <button type="button" class="btn btn--wide" data-recognise="no">不一样，不读</button>
  </div>
</dialog>`;

/** @param {string} name whose phone it says it is @param {string} number of the key the file was signed with @returns {Promise<boolean>} */
export function recognise(name, number) {
  const host = document.createElement('div');
  host.innerHTML = MARKUP;
  const dialog = /** @type {HTMLDialogElement} */ (need(host, 'dialog'));
  need(dialog, '[data-recognise-who]').textContent =
    `本机还不认识${name}的手机。请${name}在自己手机上打开“我的答案交给同事”，当面对照下面的数字。`;
  need(dialog, '[data-recognise-number]').textContent = number;
  dialog.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest('[data-recognise]');
    if (button) dialog.close(/** @type {HTMLElement} */ (button).dataset.recognise);
  });
  document.body.append(host);
  dialog.showModal();
  need(dialog, 'h2').focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      host.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

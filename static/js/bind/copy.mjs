// 复制: one tap puts an address into the clipboard; where the browser keeps that to secure pages, it is marked for the hand.

/**
 * @param {HTMLInputElement|HTMLTextAreaElement} field
 * @param {Clipboard|undefined} clipboard absent on plain http
 * @returns {Promise<string>} what to tell the person
 */
export async function copy(field, clipboard) {
  try {
    if (!clipboard) throw new Error('no clipboard');
    await clipboard.writeText(field.value);
    return '已复制';
  } catch {
    field.focus();
    field.select();
    return '已选中，请按 Ctrl+C 复制';
  }
}

/** @param {Event} event */
async function onClick({ target }) {
  const button = /** @type {HTMLElement|null} */ (
    target instanceof Element ? target.closest('[data-bind="copy"]') : null
  );
  const field = button && document.getElementById(button.dataset.from ?? '');
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  const said = await copy(field, navigator.clipboard);
  const place = document.querySelector(`[data-copied="${field.id}"]`);
  if (place) place.textContent = said;
}

if (typeof document !== 'undefined') document.addEventListener('click', onClick);

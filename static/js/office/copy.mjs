// 复制: a paragraph as it is now, or an address, goes to the clipboard; where the browser keeps that shut, it stands selected.
const DONE = '已复制，可以粘贴了。';
const BY_HAND = '浏览器不让网页复制：文字已选中，请按 Ctrl+C，手机上长按选“复制”。';

for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener('click', () => copy(button.dataset.copy ?? ''));
}

/** @param {string} id of a textarea; `<id>-now` is a template that the page keeps up to date, `<id>-said` where the outcome is told */
async function copy(id) {
  const text = document.getElementById(id);
  const said = document.getElementById(`${id}-said`);
  if (!(text instanceof HTMLTextAreaElement) || !said) return;
  const now = document.getElementById(`${id}-now`);
  const at = document.getElementById('asked')?.dataset.at ?? '';
  if (now instanceof HTMLTemplateElement) text.value = (now.content.textContent ?? '').replace('{at}', at);
  try {
    await navigator.clipboard.writeText(text.value);
    said.textContent = DONE;
  } catch {
    text.focus();
    text.select();
    said.textContent = BY_HAND;
  }
}

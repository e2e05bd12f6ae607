// 我的 → 显示: follow the system, light, dark, or for the sun.
import { appear, appearance } from './appearance.mjs';
import { alarm } from './say.mjs';

const NOT_KEPT = '这个浏览器不让本站保存显示方式，只在这一页有效。';

export function bindAppearance() {
  for (const each of document.querySelectorAll('[name="appearance"]')) {
    const radio = /** @type {HTMLInputElement} */ (each);
    radio.checked = radio.value === appearance();
    radio.addEventListener('change', () => appear(radio.value) || alarm(NOT_KEPT));
    radio.disabled = false; // a choice made before anybody listened would show and do nothing
  }
}

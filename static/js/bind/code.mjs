// 用登录码登录: the code of a personal QR comes behind #, where no server and no log sees it, and goes into the field.

const GROUP = /\d{4}(?=\d)/g;

const field = /** @type {HTMLInputElement | null} */ (document.querySelector('#code'));
const digits = location.hash.replace(/\D/g, '');
if (field && digits) {
  field.value = digits.replace(GROUP, '$& ');
  history.replaceState(null, '', location.pathname + location.search); // so that it stays in no list of pages visited
}
// Only iOS has this property: what is signed in to in a tab there is not what the home screen opens.
const tab = /** @type {{standalone?: boolean}} */ (navigator).standalone === false;
document.querySelector('[data-home]')?.toggleAttribute('hidden', !tab);

// The paper's digest rides in the QR behind #, where no server sees it: it is compared here with what is registered.

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * The verdict on a digest, from the registered versions on the page.
 * @param {string} digest 64 lower-case hex characters
 * @param {{seal: string, number: string, replacedBy: string}[]} versions newest first
 * @returns {{good: boolean, sentence: string}}
 */
export function verdict(digest, versions) {
  const match = versions.find((each) => each.seal === digest);
  if (!match) {
    return {
      good: false,
      sentence: '✕ 不一致：二维码里的摘要与登记的不同，请以登记机关保存的文书为准，并向检查机关核实。',
    };
  }
  if (match.replacedBy) {
    return { good: false, sentence: `○ 这一份（${match.number}）已被 ${match.replacedBy} 替代，请以新的一份为准。` };
  }
  return { good: true, sentence: `✓ 一致：二维码里的摘要与登记的 ${match.number} 相同。` };
}

/** @param {Document} page @param {string} hash what stands behind the address, with its # */
function compare(page, hash) {
  const place = /** @type {HTMLElement|null} */ (page.querySelector('[data-bind="check"]'));
  const digest = hash.slice(1).toLowerCase();
  if (!place || !DIGEST.test(digest)) return;
  const rows = /** @type {HTMLElement[]} */ ([...page.querySelectorAll('[data-seal]')]);
  const { good, sentence } = verdict(
    digest,
    rows.map(({ dataset }) => ({
      seal: dataset.seal ?? '',
      number: dataset.number ?? '',
      replacedBy: dataset.replacedBy ?? '',
    })),
  );
  place.textContent = sentence;
  place.classList.toggle('notice--ok', good);
  place.classList.toggle('notice--danger', !good);
  place.hidden = false;
}

if (typeof document !== 'undefined') {
  compare(document, location.hash);
  addEventListener('hashchange', () => compare(document, location.hash));
}

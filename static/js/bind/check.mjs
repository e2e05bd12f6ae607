// The paper's digest rides in the QR behind #, where no server sees it: it is compared here with what is registered.

// A second version has the seal of the first and says behind the digest which one it is.
const PRINTED = /^([0-9a-f]{64})(?:\.(\d{1,4}))?$/;

/**
 * The verdict on a digest, from the registered versions on the page.
 * @param {string} digest 64 lower-case hex characters
 * @param {number} version which version the paper says it is
 * @param {{seal: string, version: number, number: string, replacedBy: number}[]} versions newest first; replacedBy 0 for the one in force
 * @returns {{good: boolean, sentence: string}}
 */
export function verdict(digest, version, versions) {
  const match = versions.find((each) => each.seal === digest && each.version === version);
  if (!match) {
    return {
      good: false,
      sentence: '✕ 不一致：二维码里的摘要与登记的不同，请以登记机关保存的文书为准，并向检查机关核实。',
    };
  }
  const same = `✓ 一致：二维码里的摘要与登记的 ${match.number} 相同`;
  if (match.replacedBy) {
    const newest = Math.max(...versions.map((each) => each.version));
    return { good: true, sentence: `${same}；这一份是第${version}版，已由第${newest}版补充，请一并看第${newest}版。` };
  }
  return { good: true, sentence: version > 1 ? `${same}（第${version}版）。` : `${same}。` };
}

/** @param {Document} page @param {string} hash what stands behind the address, with its # */
function compare(page, hash) {
  const place = /** @type {HTMLElement|null} */ (page.querySelector('[data-bind="check"]'));
  const printed = PRINTED.exec(hash.slice(1).toLowerCase());
  if (!place || !printed) return;
  const rows = /** @type {HTMLElement[]} */ ([...page.querySelectorAll('[data-seal]')]);
  const { good, sentence } = verdict(
    /** @type {string} */ (printed[1]),
    Number(printed[2] ?? 1),
    rows.map(({ dataset }) => ({
      seal: dataset.seal ?? '',
      version: Number(dataset.version),
      number: dataset.number ?? '',
      replacedBy: Number(dataset.replacedBy ?? 0),
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

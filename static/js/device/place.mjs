// Where the arrival was: asked once, in the background; not knowing is an answer too.

const PATIENCE = 20000;
const WHY = /** @type {const} */ ({ 1: 'denied', 2: 'unavailable', 3: 'timeout' });

/** @typedef {{lat_e6: number, lng_e6: number, acc_m: number} | {why: 'denied' | 'unavailable' | 'timeout'}} Place */
/** @type {Promise<Place> | null} */
let asked = null;

/** The payload of arrive.place: whole millionths of a degree and metres, or why there is none. @returns {Promise<Place>} never rejects */
export function placeOnce() {
  return (asked ??= ask());
}

/** @returns {Promise<Place>} */
function ask() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve({ why: 'unavailable' });
    // The browser's own timeout does not run while its question is on the screen, and nobody may wait for this.
    setTimeout(() => resolve({ why: 'timeout' }), PATIENCE * 2);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          lat_e6: millionths(coords.latitude),
          lng_e6: millionths(coords.longitude),
          acc_m: Math.round(coords.accuracy),
        }),
      ({ code }) => resolve({ why: WHY[/** @type {1 | 2 | 3} */ (code)] ?? 'unavailable' }),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 60000 },
    );
  });
}

/** @param {number} degrees */
function millionths(degrees) {
  return Math.round(degrees * 1e6);
}

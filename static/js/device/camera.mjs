// The phone's back camera inside the page, so that the browser never goes to the background and is never killed for it.

/**
 * @typedef {{stream: MediaStream, torch: ((on: boolean) => Promise<void>) | null, full: boolean,
 *   shoot: (video: HTMLVideoElement) => Promise<Blob>, close: () => void}} Camera
 *   torch: null where there is none; full: photos come at the camera's full resolution, else as large as its picture runs
 * @typedef {'denied' | 'none' | 'busy'} WhyNot denied: nobody allowed it; none: no camera or no such feature; busy: another app holds it
 */

/** What ends as a still needs no large preview; where the running picture is the photo, as much as the phone gives. */
const PREVIEW = { width: { ideal: 1600 }, height: { ideal: 1200 } };
const LARGEST = { width: { ideal: 3840 }, height: { ideal: 2160 } };
const STILL_PATIENCE = 6000;
const QUALITY = 0.92;

/** @returns {Promise<Camera | WhyNot>} */
export async function openCamera() {
  if (!navigator.mediaDevices?.getUserMedia) return 'none';
  const size = 'ImageCapture' in globalThis ? PREVIEW : LARGEST;
  try {
    const video = { facingMode: { ideal: 'environment' }, ...size };
    return cameraOf(await navigator.mediaDevices.getUserMedia({ video, audio: false }));
  } catch (error) {
    const { name } = /** @type {Error} */ (error);
    if (['NotAllowedError', 'SecurityError'].includes(name)) return 'denied';
    return ['NotReadableError', 'AbortError'].includes(name) ? 'busy' : 'none';
  }
}

/** @param {MediaStream} stream @returns {Camera} */
function cameraOf(stream) {
  const [track] = stream.getVideoTracks();
  const capture = stillsOf(track);
  const can = /** @type {any} */ (track).getCapabilities?.() ?? {};
  return {
    stream,
    full: capture !== null,
    torch: can.torch
      ? (on) => track.applyConstraints({ advanced: [/** @type {MediaTrackConstraintSet} */ ({ torch: on })] })
      : null,
    shoot: (video) => (capture ? still(capture, video) : frame(video)),
    close: () => stream.getTracks().forEach((each) => each.stop()),
  };
}

/** @param {MediaStreamTrack} track @returns {{takePhoto: () => Promise<Blob>} | null} */
function stillsOf(track) {
  const Stills = /** @type {any} */ (globalThis).ImageCapture;
  return typeof Stills?.prototype?.takePhoto === 'function' ? new Stills(track) : null;
}

/** Some phones promise stills and never give one: the running picture is better than none. @param {{takePhoto: () => Promise<Blob>}} capture @param {HTMLVideoElement} video */
async function still(capture, video) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('no still in time')), STILL_PATIENCE));
  try {
    return /** @type {Blob} */ (await Promise.race([capture.takePhoto(), late]));
  } catch {
    return frame(video);
  }
}

/** @param {HTMLVideoElement} video @returns {Promise<Blob>} */
async function frame(video) {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
}

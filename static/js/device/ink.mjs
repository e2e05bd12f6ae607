// A signature as strokes in a box of 600 × 240 whole units, whatever the screen: it survives rotation and goes to the record as it is.
import SignaturePad from '../../vendor/signature_pad.mjs';

const WIDTH = 600;
const HEIGHT = 240;
/** Shorter than this is a slip of the finger, not a name. */
const LEAST_LENGTH = 60;

/** @typedef {number[][]} Stroke points [x, y, ms since the first point, pressure 0..255] */
/** @typedef {{w: number, h: number, strokes: Stroke[]}} Ink */

/**
 * Turn a canvas into a pad. The canvas takes its width from the page; its height follows the box.
 * @param {HTMLCanvasElement} canvas
 * @param {{ink?: Ink | null, onStroke: (ink: Ink | null) => void}} options ink: to go on with; onStroke: at each pen-up, undo and clear
 */
export function openPad(canvas, { ink = null, onStroke }) {
  const pad = new SignaturePad(canvas, { minWidth: 1, maxWidth: 3, penColor: '#000' });
  /** @type {Stroke[]} the truth; the canvas is drawn from it, never the other way round */
  let strokes = ink ? ink.strokes.map((stroke) => [...stroke]) : [];
  let start = 0;
  const current = () => (strokes.length ? { w: WIDTH, h: HEIGHT, strokes } : null);
  const redraw = () => drawOn(canvas, pad, strokes);
  const change = (/** @type {Stroke[]} */ next) => {
    strokes = next;
    if (!next.length) start = 0;
    redraw();
    onStroke(current());
  };
  pad.addEventListener('endStroke', () => {
    const points = pad.toData().at(-1)?.points ?? [];
    if (!points.length) return;
    start ||= points[0].time - lastTime(strokes);
    strokes = [...strokes, points.map((point) => toBox(point, WIDTH / canvas.clientWidth, start))];
    onStroke(current());
  });
  // Fires at once too, and when a hidden page is shown. A frame later, because drawing changes the height observed.
  const watch = new ResizeObserver(() => requestAnimationFrame(redraw));
  watch.observe(canvas);
  return {
    ink: current,
    isGood: () => lengthOf(strokes) >= LEAST_LENGTH,
    undo: () => change(strokes.slice(0, -1)),
    clear: () => change([]),
    lock: () => pad.off(),
    close: () => {
      watch.disconnect();
      pad.off();
    },
  };
}

/** @param {HTMLCanvasElement} canvas @param {SignaturePad} pad @param {Stroke[]} strokes */
function drawOn(canvas, pad, strokes) {
  const width = canvas.clientWidth;
  if (!width) return;
  const height = Math.round((width * HEIGHT) / WIDTH);
  const ratio = Math.max(1, devicePixelRatio);
  canvas.style.height = `${height}px`;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.getContext('2d')?.scale(ratio, ratio);
  const scale = width / WIDTH;
  const { dotSize, minWidth, maxWidth, penColor, velocityFilterWeight, compositeOperation } = pad;
  pad.fromData(
    strokes.map((stroke) => ({
      dotSize,
      minWidth,
      maxWidth,
      penColor,
      velocityFilterWeight,
      compositeOperation,
      points: stroke.map(([x, y, time, pressure]) => ({ x: x * scale, y: y * scale, time, pressure: pressure / 255 })),
    })),
  );
}

/** @param {{x: number, y: number, time: number, pressure: number}} point @param {number} scale @param {number} start */
function toBox({ x, y, time, pressure }, scale, start) {
  const within = (/** @type {number} */ value, /** @type {number} */ most) =>
    Math.min(most, Math.max(0, Math.round(value)));
  return [
    within(x * scale, WIDTH),
    within(y * scale, HEIGHT),
    Math.max(0, Math.round(time - start)),
    within(pressure * 255, 255),
  ];
}

/** When the last point was made; 0 before the first. @param {Stroke[]} strokes */
function lastTime(strokes) {
  return strokes.at(-1)?.at(-1)?.[2] ?? 0;
}

/** @param {Stroke[]} strokes */
function lengthOf(strokes) {
  return strokes.reduce(
    (total, stroke) =>
      stroke.slice(1).reduce((sum, [x, y], n) => sum + Math.hypot(x - stroke[n][0], y - stroke[n][1]), total),
    0,
  );
}

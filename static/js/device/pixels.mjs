// Pictures made smaller, and copies with solid boxes painted over faces. Originals are only ever read.

/** @typedef {{x: number, y: number, w: number, h: number}} Box parts of the picture's width and height, 0 to 1, as it is seen upright */

/** Safari returns nothing, or black, from a canvas of more than 16.7 million pixels; a copy needs no more than this. */
const LONGEST = 4096;
const MOST_PIXELS = 4096 * 3072;
const PREVIEW = 1280;
const COPY_QUALITY = 0.9;
const PREVIEW_QUALITY = 0.72;
const COVER = '#000';

/** This phone cannot decode such a picture (HEIC outside iPhones, a broken file). */
export class NotShown extends Error {}

/** @param {Blob} original @returns {Promise<Uint8Array>} a JPEG of at most 1280 pixels a side */
export async function previewOf(original) {
  return draw(original, PREVIEW, PREVIEW * PREVIEW, PREVIEW_QUALITY, () => {});
}

/**
 * A copy on which these boxes are one solid colour: nothing of what was there is left in it.
 * @param {Blob} original @param {Box[]} boxes @returns {Promise<Uint8Array>} JPEG without any of the original's metadata @throws {NotShown}
 */
export async function covered(original, boxes) {
  return draw(original, LONGEST, MOST_PIXELS, COPY_QUALITY, (pen, width, height) => {
    pen.fillStyle = COVER;
    for (const { x, y, w, h } of boxes) {
      // Whole pixels outwards: an edge half covered would still show half a face.
      const [left, top] = [Math.floor(x * width), Math.floor(y * height)];
      pen.fillRect(left, top, Math.ceil((x + w) * width) - left, Math.ceil((y + h) * height) - top);
    }
  });
}

/**
 * One picture at a time, through <img>: browsers decode it there at the size it is drawn, so that a photo of
 * 48 megapixels does not take 200 MB of a phone's memory.
 * @param {Blob} original @param {number} longest @param {number} most pixels in all @param {number} quality
 * @param {(pen: OffscreenCanvasRenderingContext2D, width: number, height: number) => void} paint on top
 * @returns {Promise<Uint8Array>}
 */
async function draw(original, longest, most, quality, paint) {
  const url = URL.createObjectURL(original);
  try {
    const picture = await load(url);
    const { naturalWidth: wide, naturalHeight: high } = picture;
    const scale = Math.min(1, longest / Math.max(wide, high), Math.sqrt(most / (wide * high)));
    const canvas = new OffscreenCanvas(Math.max(1, Math.floor(wide * scale)), Math.max(1, Math.floor(high * scale)));
    const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false }));
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    paint(pen, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    canvas.width = canvas.height = 0; // Safari frees a canvas late otherwise
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** @param {string} url @returns {Promise<HTMLImageElement>} upright, as its EXIF says */
async function load(url) {
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
  } catch (error) {
    throw new NotShown(String(error));
  }
  return picture;
}

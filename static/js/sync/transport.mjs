// The only place that talks to the server. A reply counts only if it proves to be the server's own.

/**
 * @typedef {{kind: 'ok', body: any}
 *   | {kind: 'unreachable', why: string}
 *   | {kind: 'busy', wait: number | null}
 *   | {kind: 'denied', body: any}
 *   | {kind: 'refused', status: number, body: any}} Outcome
 * unreachable: no answer, or one that isn't ours (portal page, proxy); busy: asked to wait, ms; denied: 401 of our
 * own server; refused: something on the way or the server won't take this request, body null unless it is ours
 */
/** @typedef {{token?: string | null, json?: any, bytes?: ArrayBuffer, headers?: Record<string, string>, batch?: string, timeout?: number}} Request */

const PROTO = 1;
const REFUSALS = [400, 403, 404, 409, 413, 414, 415, 422];
// 20 kbit/s is a real school basement: a chunk may take minutes and still arrive.
const PATIENCE = 20000;
const SLOWEST_BYTES_PER_MS = 2.2;
const PICTURE_PATIENCE = 120000;

/** @param {string} method @param {string} path @param {Request} [request] @returns {Promise<Outcome>} never rejects */
export async function call(method, path, request = {}) {
  const body = request.bytes ?? (request.json === undefined ? undefined : JSON.stringify(request.json));
  return exchange(
    method,
    path,
    request,
    body,
    request.json === undefined ? {} : { 'Content-Type': 'application/json' },
  );
}

/** A push; large ones are compressed. A single op goes plain, so that a proxy that can't bear gzip parks nothing. @param {string} path @param {Request & {json: {batch: string, ops: any[]}}} request @returns {Promise<Outcome>} */
export async function pushCall(path, request) {
  const text = JSON.stringify(request.json);
  const batch = request.json.batch;
  if (text.length < 8192 || request.json.ops.length < 2 || typeof CompressionStream === 'undefined')
    return call('POST', path, { ...request, batch });
  const packed = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
  return exchange('POST', path, { ...request, batch }, packed, {
    'Content-Type': 'application/json',
    'Content-Encoding': 'gzip',
  });
}

/** How far the server is with an upload. @param {string} path @param {string} token @returns {Promise<Outcome>} body {offset} */
export function headCall(path, token) {
  return exchange('HEAD', path, { token }, undefined, {}, judgeHead);
}

/** A picture. @param {string} path @returns {Promise<Outcome>} body: the bytes of a JPEG, or as ever why there are none */
export function pictureCall(path) {
  return exchange('GET', path, { timeout: PICTURE_PATIENCE }, undefined, {}, judgePicture);
}

/** @param {string} method @param {string} path @param {Request} request @param {string | ArrayBuffer | undefined} body @param {Record<string, string>} extra @param {(reply: Response, batch?: string) => Outcome | Promise<Outcome>} [read] @returns {Promise<Outcome>} */
async function exchange(method, path, { token, headers = {}, batch, timeout }, body, extra, read = judge) {
  const size = body === undefined ? 0 : typeof body === 'string' ? body.length : body.byteLength;
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), timeout ?? PATIENCE + size / SLOWEST_BYTES_PER_MS);
  try {
    const reply = await fetch(path, {
      method,
      body,
      signal: control.signal,
      cache: 'no-store',
      redirect: 'error',
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...extra,
        ...headers,
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
    });
    return await read(reply, batch);
  } catch (error) {
    return { kind: 'unreachable', why: String(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Response} reply @param {string | undefined} batch @returns {Promise<Outcome>} */
async function judge(reply, batch) {
  if (reply.status === 429 || reply.status === 503)
    return { kind: 'busy', wait: retryAfter(reply.headers.get('Retry-After')) };
  const body = await ownBody(reply);
  if (reply.status === 200 || reply.status === 201) {
    const ours = body?.proto === PROTO && (batch === undefined || body.batch === batch);
    return ours ? { kind: 'ok', body } : { kind: 'unreachable', why: `a ${reply.status} that is not our server's` };
  }
  if (reply.status === 401 && body) return { kind: 'denied', body };
  if (REFUSALS.includes(reply.status)) return { kind: 'refused', status: reply.status, body };
  return { kind: 'unreachable', why: `status ${reply.status}` };
}

/** @param {Response} reply @returns {Outcome} */
function judgeHead(reply) {
  const told = reply.headers.get('Upload-Offset') ?? '';
  if (reply.status < 300 && /^\d+$/.test(told)) return { kind: 'ok', body: { offset: Number(told) } };
  if (reply.status === 429 || reply.status === 503)
    return { kind: 'busy', wait: retryAfter(reply.headers.get('Retry-After')) };
  if (REFUSALS.includes(reply.status)) return { kind: 'refused', status: reply.status, body: null };
  return reply.status === 401 ? { kind: 'denied', body: null } : { kind: 'unreachable', why: `status ${reply.status}` };
}

/** @param {Response} reply @returns {Promise<Outcome>} */
async function judgePicture(reply) {
  if (reply.status !== 200 || reply.headers.get('Content-Type') !== 'image/jpeg') return judge(reply, undefined);
  return { kind: 'ok', body: { bytes: await reply.arrayBuffer() } };
}

/** A portal answers 200 with HTML: only JSON is read at all. @param {Response} reply */
async function ownBody(reply) {
  if (!/^application\/json\b/i.test(reply.headers.get('Content-Type') ?? '')) return null;
  try {
    const body = await reply.json();
    return body && typeof body === 'object' ? body : null;
  } catch {
    return null; // cut in the middle
  }
}

/** @param {string | null} header seconds or a date @returns {number | null} ms */
function retryAfter(header) {
  if (!header) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

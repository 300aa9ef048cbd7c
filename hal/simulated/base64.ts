const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const codes = new Uint8Array(64).map((_, value) => alphabet.charCodeAt(value));
const padding = 61;
const decoder = new TextDecoder();
let text = new Uint8Array(1024);

/** Where the platform has a native encoder it is three times as fast; a browser page has none that takes bytes. */
interface NativeBytes { toString(encoding: "base64"): string }
const native = (globalThis as { Buffer?: { from(bytes: ArrayBufferLike, offset: number, length: number): NativeBytes } }).Buffer;

/** @returns standard base64 with padding */
export function base64OfBytes(bytes: Uint8Array): string {
  return native ? native.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64") : encode(bytes);
}

function encode(bytes: Uint8Array): string {
  const length = bytes.length;
  if (4 * Math.ceil(length / 3) > text.length) text = new Uint8Array(8 * length);
  let to = 0;
  let from = 0;
  for (; from + 2 < length; from += 3) {
    const triple = (bytes[from]! << 16) | (bytes[from + 1]! << 8) | bytes[from + 2]!;
    text[to] = codes[triple >> 18]!;
    text[to + 1] = codes[(triple >> 12) & 63]!;
    text[to + 2] = codes[(triple >> 6) & 63]!;
    text[to + 3] = codes[triple & 63]!;
    to += 4;
  }
  if (from < length) {
    const isTwo = from + 1 < length;
    const triple = (bytes[from]! << 16) | (isTwo ? bytes[from + 1]! << 8 : 0);
    text[to] = codes[triple >> 18]!;
    text[to + 1] = codes[(triple >> 12) & 63]!;
    text[to + 2] = isTwo ? codes[(triple >> 6) & 63]! : padding;
    text[to + 3] = padding;
    to += 4;
  }
  return decoder.decode(text.subarray(0, to));
}

/** @returns the bytes of a base64 text, one a character; empty where the text is none */
export function bytesOfBase64(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return "";
  }
}

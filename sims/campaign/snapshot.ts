/**
 * Copies an object with everything it reaches, as it stands: classes, maps, views that share a buffer, cycles. A copy of
 * a running monitor and its plant goes on exactly as the first would have; that saves commissioning one for every leak.
 * Functions are taken over as they are, so that none may hold on to what is copied.
 * @param shared objects that copy and original have in common, because nobody writes to them
 */
export function copyOf<T>(root: T, shared: readonly object[] = []): T {
  const copies = new Map<object, unknown>();
  for (const object of shared) copies.set(object, object);
  return copyInto(root, copies) as T;
}

type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

function copyInto(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const keep = <C>(copy: C): C => {
    copies.set(value, copy);
    return copy;
  };
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (ArrayBuffer.isView(value)) {
    const buffer = copyInto(value.buffer, copies) as ArrayBuffer;
    if (value instanceof DataView) return keep(new DataView(buffer, value.byteOffset, value.byteLength));
    const numbers = value as Numbers;
    const View = numbers.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => Numbers;
    return keep(new View(buffer, numbers.byteOffset, numbers.length));
  }
  if (value instanceof Map) {
    const copy = keep(new Map<unknown, unknown>());
    for (const [key, item] of value) copy.set(copyInto(key, copies), copyInto(item, copies));
    return copy;
  }
  if (Array.isArray(value)) {
    const copy = keep(new Array<unknown>(value.length));
    for (let index = 0; index < value.length; index++) copy[index] = copyInto(value[index], copies);
    return copy;
  }
  const copy = keep(Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>);
  for (const key of Object.keys(value)) copy[key] = copyInto((value as Record<string, unknown>)[key], copies);
  return copy;
}

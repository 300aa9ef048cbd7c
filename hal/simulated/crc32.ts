/** CRC-32 of one byte followed by 0 … 3 zeros (slicing by four; Kounavis and Berry, 2005). */
const tables = [new Int32Array(256), new Int32Array(256), new Int32Array(256), new Int32Array(256)] as const;

for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  tables[0][byte] = crc;
}
for (let byte = 0; byte < 256; byte++) {
  for (let zeros = 1; zeros < 4; zeros++) {
    const before = tables[zeros - 1]![byte]!;
    tables[zeros]![byte] = (before >>> 8) ^ tables[0][before & 255]!;
  }
}

/** @returns CRC-32 (IEEE 802.3, reflected), 0 … 2³²−1; of a text's characters as bytes, their low eight bits */
export function crc32(data: string | Uint8Array): number {
  const [t0, t1, t2, t3] = tables;
  let crc = -1;
  let i = 0;
  if (typeof data === "string") {
    for (; i < data.length; i++) crc = (crc >>> 8) ^ t0[(crc ^ data.charCodeAt(i)) & 255]!;
    return ~crc >>> 0;
  }
  for (const whole = data.length - 3; i < whole; i += 4) {
    crc ^= data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24);
    crc = t3[crc & 255]! ^ t2[(crc >>> 8) & 255]! ^ t1[(crc >>> 16) & 255]! ^ t0[crc >>> 24]!;
  }
  for (; i < data.length; i++) crc = (crc >>> 8) ^ t0[(crc ^ data[i]!) & 255]!;
  return ~crc >>> 0;
}

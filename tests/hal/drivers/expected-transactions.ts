import type { I2cBus } from "#hal/types.ts";

/** One transfer that is to happen: bytes written, or bytes given back; `refuse` throws as an absent part makes it. */
export type Transaction = { write: number[]; refuse?: boolean } | { read: number[]; refuse?: boolean };

/** An I2C bus that knows beforehand what must happen on it, and fails at the first thing that differs. */
export class ExpectedTransactions implements I2cBus {
  private next = 0;
  /** The first difference; a driver may catch what is thrown at it. */
  difference: string | undefined;

  constructor(
    private readonly address: number,
    private readonly expected: readonly Transaction[],
  ) {}

  writeTo(address: number, data: number | number[] | Uint8Array): void {
    const bytes = typeof data === "number" ? [data] : Array.from(data);
    const transaction = this.take(address, `write ${bytes}`);
    if (!("write" in transaction) || transaction.write.join() !== bytes.join()) this.differ(`write ${bytes}`, transaction);
    if (transaction.refuse) throw new Error("I2C Write Error 0");
  }

  readFrom(address: number, length: number): Uint8Array {
    const transaction = this.take(address, `read ${length}`);
    if (!("read" in transaction) || transaction.read.length !== length) this.differ(`read ${length}`, transaction);
    if (transaction.refuse) throw new Error("I2C Read Error 0");
    return Uint8Array.from("read" in transaction ? transaction.read : []);
  }

  /** @throws where something differed or is still to come */
  done(): void {
    if (this.difference) throw new Error(this.difference);
    if (this.next < this.expected.length) throw new Error(`never happened: ${JSON.stringify(this.expected[this.next])}`);
  }

  private take(address: number, what: string): Transaction {
    if (address !== this.address) this.differ(`${what} at ${address}`, { read: [] });
    const transaction = this.expected[this.next++];
    if (!transaction) {
      this.difference ??= `${what} after the last expected transfer`;
      throw new Error(this.difference);
    }
    return transaction;
  }

  private differ(what: string, transaction: Transaction): void {
    this.difference ??= `${what} where ${JSON.stringify(transaction)} was expected`;
    throw new Error(this.difference);
  }
}

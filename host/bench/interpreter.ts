import type { Table } from './table.ts'; export function interpreter(): Table[] { return []; }

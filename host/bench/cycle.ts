import type { Table } from './table.ts'; export function cycle(): Table[] { return []; }

import type { JsonObject } from '../kind';

// Decoded manifests have the right types; free-form areas need not. What has another type reads as absent,
// which is what Go's zero values would be.

export function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}

export function listAt(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key];
  return Array.isArray(value) ? value : [];
}

export function objectAt(object: JsonObject, key: string): JsonObject {
  return asObject(object[key]);
}

export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** An item of a list of texts; null stands for the empty text. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

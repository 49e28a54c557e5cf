/** Own, shared, community and marketplace images: another ID in each region. */
const customImage = /^m-[0-9a-z]+$/;
/** Images of Alibaba Cloud itself: a name that holds in every region. */
const publicImage = /^(?!m-)[0-9A-Za-z][0-9A-Za-z._-]*$/;

export function isCustomImageId(text: string): boolean {
  return customImage.test(text);
}

export function isPublicImageName(text: string): boolean {
  return publicImage.test(text);
}

/** Words that stand where somebody is to write an ID. */
const placeholder =
  /(?:^|[^a-z])(?:change|replace|todo|fixme|tbd|placeholder|example|dummy|your|image_?id)(?:$|[^a-z]|me|with)/i;

/**
 * Whether a text stands for an image ID that is still to be written, e.g. `<image_id_1>`, `m-xxxxxxxx` or
 * `REPLACE_ME`.
 */
export function isPlaceholder(text: string): boolean {
  return /^[<{$[(]|^(?:m-)?(?:x+|\.+|…)$/i.test(text) || (text.length <= 100 && placeholder.test(text));
}

/** The part of a custom image's ID that tells its region, e.g. `gw8` of `m-gw86dlqmpaugljiykx91`. */
export function customImageMark(id: string): string | undefined {
  return /^m-[0-9a-z]{20}$/.test(id) ? id.slice(2, 5) : undefined;
}

/** Account IDs are decimal texts: 16 digits mostly, 18 in some documents, beyond what a number can hold. */
export function isAccountIdForm(text: string): boolean {
  return /^[0-9]{1,32}$/.test(text);
}

/** Whether an account ID has as many digits as those that Alibaba Cloud gives out. */
export function isUsualAccountId(text: string): boolean {
  return /^[0-9]{16,18}$/.test(text);
}

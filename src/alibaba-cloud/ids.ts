/** Own, shared, community and marketplace images: another ID in each region. */
const customImage = /^m-[0-9a-z]+$/;
/** Images of Alibaba Cloud itself: a name that holds in every region. */
const publicImage = /^(?!m-)[0-9A-Za-z][0-9A-Za-z._-]*$/;

/** Behind `m-` stand 20 letters and digits. */
const usualLength = 22;

export function isCustomImageId(text: string): boolean {
  return customImage.test(text);
}

export function isPublicImageName(text: string): boolean {
  return publicImage.test(text);
}

/** Words that stand where somebody is to write an ID. */
const placeholderWord =
  /(?:^|[^a-z])(?:change|replace|todo|fixme|tbd|placeholder|example|dummy|your|image_?id)(?:$|[^a-z]|me|with)/i;
/** One character over and over; and what templates put around a name. */
const repeated = /^(?:m-)?([0-9a-z.…])\1*$/i;
const template = /^[<{$[(]/;
/** Names that are longer are no placeholders. */
const longestPlaceholder = 100;

/**
 * Whether a text stands for an image ID that is still to be written, e.g. `<image_id_1>`, `m-xxxxxxxx` or
 * `REPLACE_ME`. A custom image's ID of the usual length is random: it may hold any word by chance.
 */
export function isPlaceholder(text: string): boolean {
  if (customImageMark(text) !== undefined) return text[2] === text[3] && repeated.test(text);
  if (text.length > longestPlaceholder) return false;
  return template.test(text) || /^(?:m-)?x+$|^[.…]+$/i.test(text) || placeholderWord.test(text);
}

/** The part of a custom image's ID that tells its region, e.g. `gw8` of `m-gw86dlqmpaugljiykx91`. */
export function customImageMark(id: string): string | undefined {
  return id.length === usualLength && isCustomImageId(id) ? id.slice(2, 5) : undefined;
}

/** Account IDs are decimal texts: 16 digits mostly, 18 in some documents, beyond what a number can hold. */
export function isAccountIdForm(text: string): boolean {
  return /^[0-9]{1,32}$/.test(text);
}

/** Whether an account ID has as many digits as those that Alibaba Cloud gives out. */
export function isUsualAccountId(text: string): boolean {
  return /^[0-9]{16,18}$/.test(text);
}

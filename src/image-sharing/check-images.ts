import { FieldPath } from '../validation/field-path';
import { closest } from '../validation/closest';
import type { IssueCollector } from '../validation/issue-collector';
import type { SharedImage } from './props';
import { isCustomImageId, isRegion, knownRegions } from './reconciler/config/identifiers';
import { imageSharingRules as rules } from './rules';

/** The images that can be shared, each once; the others are reported. */
export function checkImages(given: readonly unknown[], issues: IssueCollector): readonly SharedImage[] {
  const images = new Map<string, SharedImage>();
  given.forEach((item, index) => {
    const path = FieldPath.of('images').index(index);
    const { region, imageId } = {
      ...(item as { readonly region?: unknown; readonly imageId?: unknown } | null),
    };
    const regionIsOne = checkRegion(region, path.child('region'), issues);
    const imageIsOne = checkImageId(imageId, path.child('imageId'), issues);
    if (!regionIsOne || !imageIsOne) return;
    const image = { region: String(region), imageId: String(imageId) };
    const key = `${image.region} ${image.imageId}`;
    if (images.has(key)) {
      issues.report(
        rules['image-sharing-duplicate'],
        path,
        `${image.imageId} in ${image.region} is listed twice`,
        {
          hint: 'remove one, or put the right image there',
        },
      );
    }
    images.set(key, image);
  });
  return [...images.values()];
}

function checkRegion(region: unknown, path: FieldPath, issues: IssueCollector): boolean {
  if (typeof region !== 'string' || !isRegion(region)) {
    issues.report(rules['image-sharing-image-invalid'], path, `${show(region)} is not a region`, {
      hint: 'regions look like eu-central-1',
    });
    return false;
  }
  if (!knownRegions.has(region)) {
    const near = closest(region, [...knownRegions]);
    issues.report(rules['image-sharing-region-unknown'], path, `${show(region)} is not a known region`, {
      hint: near === undefined ? 'check its spelling' : `did you mean ${near}`,
    });
  }
  return true;
}

function checkImageId(imageId: unknown, path: FieldPath, issues: IssueCollector): boolean {
  if (typeof imageId === 'string' && isCustomImageId(imageId)) return true;
  issues.report(
    rules['image-sharing-image-invalid'],
    path,
    `${show(imageId)} is not the ID of a custom image`,
    {
      hint: 'only custom images can be shared; their IDs look like m-gw8xxxxxxxxxxxxxxxxx',
    },
  );
  return false;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : typeof value;
}

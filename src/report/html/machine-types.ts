import type { MachineTypeReport, ProfileReport } from '../landscape-report';
import { markup, type Content, type Markup } from './markup';
import { filterFor, group, none, numeric, scrollable, tableHead } from './section';
import { countOf } from './words';

/** Machine types by family, and volume types. */
export function renderMachineTypes(profile: ProfileReport, id: string): Content {
  const { families, volumeTypes } = profile;
  const types =
    families.length === 0
      ? markup`<p class="none">This profile has no machine types.</p>`
      : [
          filterFor(id, 'Find a machine type'),
          scrollable(`Machine types of ${profile.name}`, typeTable(profile, id), 'tall'),
        ];
  if (volumeTypes.length === 0) return types;
  const rows = volumeTypes.map(
    (type) =>
      markup`<tr${past(type.usable)}><th scope="row">${type.name}</th><td>${type.class || none}</td><td class="number">${type.minSize || none}</td><td>${use(type.usable)}</td><td>${lacking(type.missingIn)}</td></tr>\n`,
  );
  return [
    types,
    markup`<h4>Volume types</h4>`,
    scrollable(
      `Volume types of ${profile.name}`,
      markup`<table>${tableHead(`Volume types of ${profile.name}`, ['Name', 'Class', numeric('Smallest'), 'Use', 'Zones without it'])}<tbody>
${rows}</tbody></table>`,
    ),
  ];
}

function typeTable({ name, families }: ProfileReport, id: string): Markup {
  const columns = [
    'Machine type',
    numeric('CPU'),
    numeric('Memory'),
    numeric('GPU'),
    'Architecture',
    'Use',
    'Zones without it',
  ];
  const bodies = families.map((family) =>
    group(
      family.name,
      family.types.length,
      columns.length,
      family.types.map((type) => renderType(family.name, type)),
    ),
  );
  return markup`<table id="${id}">${tableHead(`Machine types of ${name} by family`, columns)}${bodies}</table>`;
}

function renderType(family: string, type: MachineTypeReport): Markup {
  const gpu = type.gpu === '0' || type.gpu === '' ? none : type.gpu;
  return markup`<tr${past(type.usable)} data-find="${family} ${type.name} ${type.architecture}"><th scope="row">${type.name}</th><td class="number">${type.cpu || none}</td><td class="number">${type.memory || none}</td><td class="number">${gpu}</td><td>${type.architecture}</td><td>${use(type.usable)}</td><td>${lacking(type.missingIn)}</td></tr>\n`;
}

function use(usable: boolean): Content {
  return usable ? 'offered' : 'hidden';
}

function past(usable: boolean): Content {
  return usable ? '' : markup` class="past"`;
}

function lacking(zones: readonly string[]): Content {
  if (zones.length === 0) return none;
  if (zones.length <= 3) return zones.join(', ');
  return markup`<details><summary>${countOf(zones.length, 'zone')}</summary>${zones.join(', ')}</details>`;
}

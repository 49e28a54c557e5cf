import { parseGoDuration } from '../gardener/duration';
import type { IssueCollector } from '../issues/check';
import { imageSharingRules as rules } from './table';
import { closest } from '../gardener/closest';

/** What is wrong with a schedule, and what to do. */
interface CronProblem {
  readonly message: string;
  readonly hint: string;
  /** Kubernetes takes it, but it never fires. */
  readonly neverFires?: true;
}

interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that stand for numbers, the first for `least`. */
  readonly names?: readonly string[];
}

const fields: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  {
    name: 'month',
    least: 1,
    most: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', least: 0, most: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const example = 'write minute, hour, day of the month, month and day of the week, e.g. */15 * * * *';

/** Looks at a CronJob's schedule as the API server does. @returns undefined where it is right */
export function checkCronExpression(schedule: string): CronProblem | undefined {
  if (schedule.includes('TZ')) {
    const message = `${JSON.stringify(schedule)} holds a time zone`;
    return { message, hint: 'write the zone into timeZone' };
  }
  if (schedule.startsWith('@')) return checkDescriptor(schedule);
  const parts = schedule.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== fields.length) {
    const count = `${parts.length} ${parts.length === 1 ? 'field' : 'fields'}`;
    return { message: `${JSON.stringify(schedule)} has ${count} instead of 5`, hint: example };
  }
  const sets: ReadonlySet<number>[] = [];
  for (const [index, field] of fields.entries()) {
    const values = readField(parts[index] ?? '', field);
    if (!(values instanceof Set)) return values as CronProblem;
    sets.push(values as ReadonlySet<number>);
  }
  return neverFires(schedule, parts[4] ?? '', sets);
}

function checkDescriptor(schedule: string): CronProblem | undefined {
  if (descriptors.includes(schedule)) return undefined;
  const every = /^@every (.*)$/.exec(schedule)?.[1];
  if (every !== undefined && parseGoDuration(every) !== undefined) return undefined;
  const near = every === undefined ? closest(schedule, descriptors) : undefined;
  const allowed = `use ${descriptors.join(', ')}, @every with a duration such as 1h30m, or five fields`;
  return {
    message: `${JSON.stringify(schedule)} is no schedule`,
    hint: near === undefined ? allowed : `did you mean ${near}`,
  };
}

/** The values that a field stands for, or what is wrong with it. */
function readField(text: string, field: CronField): ReadonlySet<number> | CronProblem {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const problem = readItem(item, field, values);
    if (problem !== undefined) {
      return { message: `the ${field.name} ${JSON.stringify(text)} ${problem}`, hint: hintFor(field) };
    }
  }
  return values;
}

function readItem(item: string, field: CronField, values: Set<number>): string | undefined {
  const match = /^([^/-]+)(?:-([^/-]+))?(?:\/(\d{1,9}))?$/.exec(item);
  if (match === null) return `holds ${JSON.stringify(item)}, which is no value, range or step`;
  const [, low = '', high, step] = match;
  const isStar = low === '*' || low === '?';
  if (isStar && high !== undefined) return `holds a range that begins with ${low}`;
  const start = isStar ? field.least : valueOf(low, field);
  if (start === undefined) return `holds ${JSON.stringify(low)}`;
  // 5/15 counts from 5 to the end, 5 alone is just 5.
  const single = isStar || step !== undefined ? field.most : start;
  const end = high === undefined ? single : valueOf(high, field);
  if (end === undefined) return `holds ${JSON.stringify(high)}`;
  if (start > end) return `holds the range ${item}, which ends before it begins`;
  const by = Number(step ?? 1);
  if (by === 0) return 'has a step of 0';
  for (let value = start; value <= end; value += by) values.add(value);
  return undefined;
}

function valueOf(text: string, { least, most, names = [] }: CronField): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + least : /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function hintFor({ least, most, names }: CronField): string {
  const named = names === undefined ? '' : ` or ${names[0] ?? ''} to ${names.at(-1) ?? ''}`;
  return `use * or ${least} to ${most}${named}, with ranges (a-b), steps (*/n) and lists (a,b)`;
}

/** Unless every day of the week is meant, the two kinds of days add up, so that some day always comes. */
function neverFires(
  schedule: string,
  weekDay: string,
  sets: readonly ReadonlySet<number>[],
): CronProblem | undefined {
  const [, , days = new Set<number>(), months = new Set<number>()] = sets;
  if (!weekDay.split(',').some((item) => /^[*?](?:\/0*1)?$/.test(item))) return undefined;
  const longest = Math.max(...[...months].map((month) => longestMonths[month - 1] ?? 0));
  if (Math.min(...days) <= longest) return undefined;
  return {
    message: `${JSON.stringify(schedule)} names days that no such month has`,
    hint: 'name a day that comes',
    neverFires: true,
  };
}

/** When the job runs. */
interface Schedule {
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly oneOff?: boolean;
}

/** Reports what the API server would say of a schedule, which cdk8s-plus writes as it is. */
export function checkSchedule(
  { schedule, timeZone, oneOff = false }: Schedule,
  issues: IssueCollector,
): void {
  if (oneOff) {
    for (const [field, value] of Object.entries({ schedule, timeZone })) {
      if (value === undefined) continue;
      issues.report(rules['image-sharing-schedule-unused'], field, 'is for a job that runs more than once', {
        hint: `remove ${field}, or oneOff`,
      });
    }
    return;
  }
  if (schedule === undefined) {
    issues.report(rules['image-sharing-schedule-missing'], 'schedule', 'is missing', {
      hint: 'write a cron expression such as */15 * * * *, or oneOff: true',
    });
  } else {
    const problem = checkCronExpression(schedule);
    if (problem !== undefined) {
      const rule = problem.neverFires ? 'image-sharing-schedule-never' : 'image-sharing-schedule-invalid';
      issues.report(rules[rule], 'schedule', problem.message, { hint: problem.hint });
    }
  }
  if (timeZone === undefined || isTimeZone(timeZone)) return;
  const near = closestTimeZone(timeZone);
  issues.report(
    rules['image-sharing-time-zone-invalid'],
    'timeZone',
    `${JSON.stringify(timeZone)} is no IANA time zone`,
    { hint: near === undefined ? 'use a name such as Europe/Berlin or Etc/UTC' : `did you mean ${near}` },
  );
}

/**
 * The names of the IANA time zone database, links included, by area: what the API server's own copy of it
 * accepts, in just this spelling. A table, because what Node.js knows depends on how it was built.
 */
const namesByArea: Readonly<Record<string, string>> = {
  Africa:
    'Abidjan Accra Addis_Ababa Algiers Asmara Asmera Bamako Bangui Banjul Bissau Blantyre Brazzaville ' +
    'Bujumbura Cairo Casablanca Ceuta Conakry Dakar Dar_es_Salaam Djibouti Douala El_Aaiun Freetown ' +
    'Gaborone Harare Johannesburg Juba Kampala Khartoum Kigali Kinshasa Lagos Libreville Lome Luanda ' +
    'Lubumbashi Lusaka Malabo Maputo Maseru Mbabane Mogadishu Monrovia Nairobi Ndjamena Niamey ' +
    'Nouakchott Ouagadougou Porto-Novo Sao_Tome Timbuktu Tripoli Tunis Windhoek',
  America:
    'Adak Anchorage Anguilla Antigua Araguaina Aruba Asuncion Atikokan Atka Bahia Bahia_Banderas ' +
    'Barbados Belem Belize Blanc-Sablon Boa_Vista Bogota Boise Buenos_Aires Cambridge_Bay ' +
    'Campo_Grande Cancun Caracas Catamarca Cayenne Cayman Chicago Chihuahua Ciudad_Juarez ' +
    'Coral_Harbour Cordoba Costa_Rica Coyhaique Creston Cuiaba Curacao Danmarkshavn Dawson ' +
    'Dawson_Creek Denver Detroit Dominica Edmonton Eirunepe El_Salvador Ensenada Fort_Nelson ' +
    'Fort_Wayne Fortaleza Glace_Bay Godthab Goose_Bay Grand_Turk Grenada Guadeloupe Guatemala ' +
    'Guayaquil Guyana Halifax Havana Hermosillo Indianapolis Inuvik Iqaluit Jamaica Jujuy Juneau ' +
    'Knox_IN Kralendijk La_Paz Lima Los_Angeles Louisville Lower_Princes Maceio Managua Manaus ' +
    'Marigot Martinique Matamoros Mazatlan Mendoza Menominee Merida Metlakatla Mexico_City Miquelon ' +
    'Moncton Monterrey Montevideo Montreal Montserrat Nassau New_York Nipigon Nome Noronha Nuuk ' +
    'Ojinaga Panama Pangnirtung Paramaribo Phoenix Port-au-Prince Port_of_Spain Porto_Acre ' +
    'Porto_Velho Puerto_Rico Punta_Arenas Rainy_River Rankin_Inlet Recife Regina Resolute Rio_Branco ' +
    'Rosario Santa_Isabel Santarem Santiago Santo_Domingo Sao_Paulo Scoresbysund Shiprock Sitka ' +
    'St_Barthelemy St_Johns St_Kitts St_Lucia St_Thomas St_Vincent Swift_Current Tegucigalpa Thule ' +
    'Thunder_Bay Tijuana Toronto Tortola Vancouver Virgin Whitehorse Winnipeg Yakutat Yellowknife',
  'America/Argentina':
    'Buenos_Aires Catamarca ComodRivadavia Cordoba Jujuy La_Rioja Mendoza Rio_Gallegos Salta San_Juan ' +
    'San_Luis Tucuman Ushuaia',
  'America/Indiana': 'Indianapolis Knox Marengo Petersburg Tell_City Vevay Vincennes Winamac',
  'America/Kentucky': 'Louisville Monticello',
  'America/North_Dakota': 'Beulah Center New_Salem',
  Antarctica:
    'Casey Davis DumontDUrville Macquarie Mawson McMurdo Palmer Rothera South_Pole Syowa Troll Vostok',
  Arctic: 'Longyearbyen',
  Asia:
    'Aden Almaty Amman Anadyr Aqtau Aqtobe Ashgabat Ashkhabad Atyrau Baghdad Bahrain Baku Bangkok ' +
    'Barnaul Beirut Bishkek Brunei Calcutta Chita Choibalsan Chongqing Chungking Colombo Dacca ' +
    'Damascus Dhaka Dili Dubai Dushanbe Famagusta Gaza Harbin Hebron Ho_Chi_Minh Hong_Kong Hovd ' +
    'Irkutsk Istanbul Jakarta Jayapura Jerusalem Kabul Kamchatka Karachi Kashgar Kathmandu Katmandu ' +
    'Khandyga Kolkata Krasnoyarsk Kuala_Lumpur Kuching Kuwait Macao Macau Magadan Makassar Manila ' +
    'Muscat Nicosia Novokuznetsk Novosibirsk Omsk Oral Phnom_Penh Pontianak Pyongyang Qatar Qostanay ' +
    'Qyzylorda Rangoon Riyadh Saigon Sakhalin Samarkand Seoul Shanghai Singapore Srednekolymsk Taipei ' +
    'Tashkent Tbilisi Tehran Tel_Aviv Thimbu Thimphu Tokyo Tomsk Ujung_Pandang Ulaanbaatar Ulan_Bator ' +
    'Urumqi Ust-Nera Vientiane Vladivostok Yakutsk Yangon Yekaterinburg Yerevan',
  Atlantic:
    'Azores Bermuda Canary Cape_Verde Faeroe Faroe Jan_Mayen Madeira Reykjavik South_Georgia ' +
    'St_Helena Stanley',
  Australia:
    'ACT Adelaide Brisbane Broken_Hill Canberra Currie Darwin Eucla Hobart LHI Lindeman Lord_Howe ' +
    'Melbourne NSW North Perth Queensland South Sydney Tasmania Victoria West Yancowinna',
  Brazil: 'Acre DeNoronha East West',
  '':
    'CET CST6CDT Cuba EET EST EST5EDT Egypt Eire Factory GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich ' +
    'HST Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo ' +
    'PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal W-SU WET Zulu',
  Canada: 'Atlantic Central Eastern Mountain Newfoundland Pacific Saskatchewan Yukon',
  Chile: 'Continental EasterIsland',
  Etc:
    'GMT GMT+0 GMT+1 GMT+10 GMT+11 GMT+12 GMT+2 GMT+3 GMT+4 GMT+5 GMT+6 GMT+7 GMT+8 GMT+9 GMT-0 GMT-1 ' +
    'GMT-10 GMT-11 GMT-12 GMT-13 GMT-14 GMT-2 GMT-3 GMT-4 GMT-5 GMT-6 GMT-7 GMT-8 GMT-9 GMT0 ' +
    'Greenwich UCT UTC Universal Zulu',
  Europe:
    'Amsterdam Andorra Astrakhan Athens Belfast Belgrade Berlin Bratislava Brussels Bucharest ' +
    'Budapest Busingen Chisinau Copenhagen Dublin Gibraltar Guernsey Helsinki Isle_of_Man Istanbul ' +
    'Jersey Kaliningrad Kiev Kirov Kyiv Lisbon Ljubljana London Luxembourg Madrid Malta Mariehamn ' +
    'Minsk Monaco Moscow Nicosia Oslo Paris Podgorica Prague Riga Rome Samara San_Marino Sarajevo ' +
    'Saratov Simferopol Skopje Sofia Stockholm Tallinn Tirane Tiraspol Ulyanovsk Uzhgorod Vaduz ' +
    'Vatican Vienna Vilnius Volgograd Warsaw Zagreb Zaporozhye Zurich',
  Indian: 'Antananarivo Chagos Christmas Cocos Comoro Kerguelen Mahe Maldives Mauritius Mayotte Reunion',
  Mexico: 'BajaNorte BajaSur General',
  Pacific:
    'Apia Auckland Bougainville Chatham Chuuk Easter Efate Enderbury Fakaofo Fiji Funafuti Galapagos ' +
    'Gambier Guadalcanal Guam Honolulu Johnston Kanton Kiritimati Kosrae Kwajalein Majuro Marquesas ' +
    'Midway Nauru Niue Norfolk Noumea Pago_Pago Palau Pitcairn Pohnpei Ponape Port_Moresby Rarotonga ' +
    'Saipan Samoa Tahiti Tarawa Tongatapu Truk Wake Wallis Yap',
  US:
    'Alaska Aleutian Arizona Central East-Indiana Eastern Hawaii Indiana-Starke Michigan Mountain ' +
    'Pacific Samoa',
};

let known: ReadonlySet<string> | undefined;

function knownZones(): ReadonlySet<string> {
  known ??= new Set(
    Object.entries(namesByArea).flatMap(([area, names]) =>
      names.split(' ').map((name) => (area === '' ? name : `${area}/${name}`)),
    ),
  );
  return known;
}

/** Whether a CronJob's `timeZone` may be called so; upper and lower case count. */
export function isTimeZone(name: string): boolean {
  return knownZones().has(name);
}

/** The zone that may have been meant. */
export function closestTimeZone(name: string): string | undefined {
  return closest(name, [...knownZones()]);
}

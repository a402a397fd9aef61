/**
 * Words as people say them, beside those that a town's catalogue uses. Of the terminal's own, so that a feed without
 * keywords has them too.
 */
import { words } from './fold.ts';

/**
 * They say nothing of what somebody wants; articles, pronouns, prepositions, helping verbs of German and English, and
 * the verbs that every service has.
 */
const SMALL = `
  ich du er sie es wir ihr mein meine meinen meinem meiner sein seine einen einem einer eines ein eine der die das den dem des und oder aber
  ist sind war bin habe hab haben hat will wollen mochte muss mussen kann konnen soll brauche brauchen wo wie was wann wer warum welche
  in im an am auf aus bei beim fur mit nach von vom zu zum zur um uber unter vor ab bis nicht kein keine neu neue neuen neuer neues bitte hier weg
  beantragen antrag lassen machen bekommen werden holen gehen geht
  i my a an the to of for in on at is are do does how where what when can need want get new please
`;

/** Everyday word → words under which catalogues have it. */
const MEANS: Readonly<Record<string, string>> = {
  perso: 'personalausweis',
  ausweis: 'personalausweis',
  pass: 'reisepass',
  lappen: 'führerschein',
  kinderpass: 'kinderreisepass reisepass',
  heiraten: 'eheschließung ehe trauung',
  hochzeit: 'eheschließung ehe trauung',
  scheidung: 'ehe',
  baby: 'geburt geburtsurkunde',
  schwanger: 'geburt',
  gestorben: 'sterbeurkunde sterbefall',
  tod: 'sterbeurkunde sterbefall',
  beerdigung: 'bestattung sterbefall',
  ummelden: 'ummeldung umschreibung',
  böller: 'feuerwerk',
  umziehen: 'wohnsitz wohnsitzanmeldung ummeldung adressänderung',
  umzug: 'wohnsitz wohnsitzanmeldung ummeldung adressänderung',
  umgezogen: 'wohnsitz wohnsitzanmeldung ummeldung adressänderung',
  wegziehen: 'wohnsitz abmelden abmeldung',
  angelschein: 'fischereischein',
  angeln: 'fischereischein',
  wunschkennzeichen: 'kennzeichen fahrzeug zulassung',
  nummernschild: 'kennzeichen fahrzeug zulassung',
  auto: 'fahrzeug kfz zulassung',
  kfz: 'fahrzeug zulassung',
  strafzettel: 'verwarnung bußgeld ordnungswidrigkeit verkehrsordnungswidrigkeit',
  knöllchen: 'verwarnung bußgeld ordnungswidrigkeit',
  blitzer: 'bußgeld verwarnung',
  müll: 'abfall sperrmüll',
  sperrmüll: 'abfall',
  kita: 'kindertagesbetreuung kita',
  kindergarten: 'kindertagesbetreuung kita',
  firma: 'gewerbe',
  selbständig: 'gewerbe',
  laden: 'gewerbe',
  kneipe: 'gaststätte',
  restaurant: 'gaststätte',
  verloren: 'verlust fundbüro',
  gefunden: 'fundbüro fundsache',
  geklaut: 'verlust diebstahl',
  gestohlen: 'verlust diebstahl',
  polizeiliches: 'führungszeugnis',
  anwohnerparken: 'bewohnerparkausweis',
  parken: 'parkausweis bewohnerparkausweis',
  behindertenausweis: 'schwerbehindertenausweis',
  einbürgern: 'einbürgerung',
  deutscher: 'einbürgerung',
  austreten: 'austritt kirchenaustritt',
  wohngeld: 'wohngeld',
  mietzuschuss: 'wohngeld',
  rathaus: 'rathaus bürgerbüro',
  bürgeramt: 'bürgerbüro bürgeramt',
  pin: 'pin',
  geheimzahl: 'pin',
};

const small = new Set(words(SMALL));
const means = new Map(Object.entries(MEANS).map(([said, written]) => [words(said)[0] ?? '', words(written)]));

/** What somebody looks for, without the words that every question has; all of them where there are no others. */
export function telling(typed: readonly string[]): readonly string[] {
  const left = typed.filter((word) => !small.has(word));
  return left.length === 0 ? typed : left;
}

export const meaningOf = (word: string): readonly string[] => means.get(word) ?? [];

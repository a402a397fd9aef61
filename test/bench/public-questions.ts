/** Questions to a large town's public catalogue, as people ask them: what is asked → a name that answers it. Used by the bench only. */
export const EVERYDAY: readonly (readonly [string, RegExp])[] = [
  ['gewerbe anmelden', /^Gewerbe-Anmeldung/], ['gewerbe abmelden', /^Gewerbe-Abmeldung/], ['gewerbeummeldung', /^Gewerbe-Ummeldung/], ['wohnsitz anmelden', /^Wohnsitzanmeldung/], ['wohnsitzabmeldung', /^Wohnsitz abmelden/],
  ['ummelden', /^Wohnsitzanmeldung|Ummeldung|Umschreibung/], ['neuer personalausweis', /^Personalausweis/], ['personalausweisverlängerung', /^Personalausweis/], ['personalausweis gestohlen', /Diebstahl Personalausweis/],
  ['reisepass beantragen', /^Reisepass/], ['reisepassverlängerung', /^Reisepass/], ['Resiepass', /^Reisepass/], ['vorläufiger pass', /^Vorläufiger Reisepass/], ['zweiter reisepass', /Zweitpass/], ['pass abholen', /^Abholung/],
  ['führungszeugnis', /^Führungszeugnis/], ['führungszeugniss beantragen', /^Führungszeugnis/], ['meldebescheinigung', /^Meldebescheinigung/], ['meldeauskunft', /^Melderegisterauskunft/], ['auskunft sperren lassen', /^(Auskunfts|Übermittlungs)sperre/],
  ['kirche austreten', /^Kirchenaustritt/], ['einbürgern', /^Einbürgerung/], ['einbuergerung', /^Einbürgerung/], ['sterbeurkunde', /^(Sterbeurkunde|Urkundenbestellung)/], ['geburtsurkunde bestellen', /^(Urkundenbestellung|Geburt)/],
  ['fahrzeug abmelden', /^Fahrzeug abmelden/], ['auto ummelden', /^Umschreibung Fahrzeug/], ['kfz anmelden', /[Aa]nmelde?n|Anmeldung.*Fahrzeug|Zulassung/], ['oldtimer kennzeichen', /Oldtimer/], ['kennzeichen gestohlen', /Diebstahl der Kennzeichen/],
  ['internationaler führerschein', /^Internationaler Führerschein/], ['ausländischen führerschein umschreiben', /^Umschreibung (eines ausländischen|EU)/], ['bewohnerparkausweis', /^Bewohnerparkausweis/], ['parkausweis handwerker', /Handwerksbetriebe/],
  ['parkausweis für behinderte', /Behinderte/], ['adresse im fahrzeugschein ändern', /Adresse in Fahrzeugpapieren/], ['unterschrift beglaubigen', /^Beglaubigung von Unterschriften/], ['waffenschein', /Waffenschein/], ['jagdschein', /^Jagdschein/], ['mietspiegel', /^Mietspiegel/],
];
/** Words that no catalogue uses. */
export const COLLOQUIAL: readonly (readonly [string, RegExp])[] = [
  ['heiraten', /Eheschließung/], ['hochzeit', /Eheschließung/], ['angelschein', /[Ff]ischereischein/], ['wunschkennzeichen', /Kennzeichen/], ['nummernschild verloren', /Kennzeichen/], ['perso', /^Personalausweis|Diebstahl Personalausweis/],
  ['perso verloren', /Personalausweis/], ['lappen weg', /Führerschein/], ['anwohnerparken', /^Bewohnerparkausweis/], ['umziehen', /^(Wohnsitz|Adress)/], ['knöllchen', /Ordnungswidrigkeiten/], ['fahrrad geklaut', /Fahrrad|Verlustmeldung/], ['silvester böller', /Feuerwerk/],
  ['firma gründen', /^Gewerbe-Anmeldung/], ['pin vergessen', /PIN/], ['schlüssel gefunden', /Fundsache/], ['austritt kirche', /^Kirchenaustritt/], ['deutscher pass werden', /^(Einbürgerung|Reisepass)/], ['baby bekommen', /Geburt/], ['rente beantragen', /rente/i],
];

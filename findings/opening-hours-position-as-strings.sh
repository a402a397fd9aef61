#!/bin/sh
# opening_hours says in its types that `lat` and `lon` of a place are numbers. Guess: numbers are read, strings are at best taken as well.
# Seen: numbers are ignored without a word, and the sun rises at 06:00 everywhere and always; only strings, as the address search Nominatim
# answers them, are read. Who follows the types tells visitors wrong hours of cemeteries and parks, by up to two hours.
set -eu
VERSION=3.15.0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund "opening_hours@$VERSION" >/dev/null
cat > try.mjs <<'JS'
import OpeningHours from 'opening_hours';

/** Sunrise of a day in June, as `HH:MM`, for a place in Germany's far east. */
const sunrise = (lat, lon) => {
  const hours = new OpeningHours('sunrise-sunset', { lat, lon, address: { country_code: 'de', state: 'Sachsen' } });
  const [[from]] = hours.getOpenIntervals(new Date(2026, 5, 21), new Date(2026, 5, 22));
  return `${String(from.getHours()).padStart(2, '0')}:${String(from.getMinutes()).padStart(2, '0')}`;
};
const [numbers, strings] = [sunrise(51.15, 15), sunrise('51.15', '15')];
console.log(`expected: the same time for both, before 05:00\nseen: ${numbers} for numbers, ${strings} for strings`);
process.exitCode = numbers === '06:00' && /^04:4\d$/.test(strings) ? 0 : 1;
JS
echo "opening_hours $VERSION"
TZ=Europe/Berlin node try.mjs

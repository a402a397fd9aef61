import { expect, signIn, test } from './support/office.ts';

test('who answers for people, what was delivered, and what waits for somebody’s word', async ({ page, office }) => {
  await signIn(page, office, '/einwohnerdaten');
  await expect(page.getByText('Es antwortet: Einwohnerverfahren 5.2.')).toBeVisible();
  const waiting = page.getByRole('listitem', { name: 'Gesamtlieferung Nr. 118' });
  await expect(waiting).toContainText('Wartet auf eine Entscheidung');
  await expect(waiting).toContainText('2.911 Personen entfernt');
  await expect(waiting).toContainText('residents confirm 40');
  await expect(page.getByRole('listitem', { name: 'Änderungslieferung Nr. 117' })).toContainText(
    'Zeile 17, Spalte birth_date',
  );
  await expect(page.getByText('3 Änderungen sind noch nicht an das Einwohnerverfahren übergeben.')).toBeVisible();
  office.known.residents = { ...office.known.residents, state: 'away', source: null, product: null, deliveries: [] };
  await page.reload();
  await expect(page.getByText('Das Einwohnerverfahren antwortet nicht.')).toBeVisible();
  await expect(page.getByText('Es wurde noch nichts geliefert.')).toBeVisible();
});

test('who only edits the catalogue does not see it', async ({ page, office }) => {
  office.known.me.roles = ['editor'];
  await signIn(page, office, '/einwohnerdaten');
  await expect(page.getByRole('heading', { name: 'Diese Seite ist nicht für Ihr Konto' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Einwohnerdaten' })).toHaveCount(0);
});

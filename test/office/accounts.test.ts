import { expect, signIn, test } from './support/office.ts';

test('a new account gets a code that is shown once', async ({ page, office }) => {
  await signIn(page, office, '/konten');
  await page.getByRole('link', { name: 'Neues Konto' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Toni Neu');
  await page.getByLabel('Anmeldename').fill('a.beispiel');
  await page.getByRole('checkbox', { name: 'Technik' }).check();
  await page.getByRole('button', { name: 'Konto anlegen' }).click();
  await expect(page.getByRole('alert').last()).toContainText('Diesen Anmeldenamen gibt es schon.');
  await page.getByLabel('Anmeldename').fill('t.neu');
  await page.getByRole('button', { name: 'Konto anlegen' }).click();
  await expect(page.getByText('K7QX-2M9F-TR4W')).toBeVisible();
  await page.getByRole('link', { name: 'Zur Liste der Konten' }).click();
  await expect(page.getByRole('listitem', { name: 'Toni Neu' })).toContainText('Schalter, Technik');
  await expect(page.getByText('K7QX-2M9F-TR4W')).toHaveCount(0);
});

test('roles are changed, but not of one’s own account and not those of the identity provider', async ({
  page,
  office,
}) => {
  await signIn(page, office, '/konten');
  await page.getByRole('button', { name: 'Rollen ändern: Ali Beispiel' }).click();
  await page.getByRole('checkbox', { name: 'Schalter' }).uncheck();
  await page.getByRole('button', { name: 'Rollen speichern' }).click();
  await expect(page.getByText('Bitte mindestens eine Rolle wählen.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Revision' }).check();
  await page.getByRole('button', { name: 'Rollen speichern' }).click();
  await expect(page.getByRole('listitem', { name: 'Ali Beispiel' })).toContainText('Revision');
  await expect(page.getByRole('listitem', { name: 'Martina Muster' }).getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Rollen ändern: Kim Vorbild' })).toHaveCount(0);
});

test('an account is disabled after a question and enabled again', async ({ page, office }) => {
  await signIn(page, office, '/konten');
  await page.getByRole('button', { name: 'Sperren: Ali Beispiel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sperren' }).click();
  await expect(page.getByRole('listitem', { name: 'Ali Beispiel' })).toContainText('Gesperrt');
  await page.getByRole('button', { name: 'Entsperren: Ali Beispiel' }).click();
  await expect(page.getByRole('listitem', { name: 'Ali Beispiel' })).not.toContainText('Gesperrt');
});

test('a fresh code is asked about, and shown in the same place', async ({ page, office }) => {
  await signIn(page, office, '/konten');
  await page.getByRole('button', { name: 'Neuer Code: Jana Probe' }).click();
  await page.getByRole('button', { name: 'Code geben lassen' }).click();
  await expect(page.getByRole('dialog', { name: 'Code für Jana Probe' })).toContainText('P3ND-8VXH-6JZC');
  await page.getByRole('button', { name: 'Fertig' }).click();
  await expect(page.getByText('P3ND-8VXH-6JZC')).toHaveCount(0);
});

import type { ServiceInfo } from '../contract/contract.ts';
import { items, rich, three } from './text.ts';
import type { Three } from './text.ts';

export interface DemoService {
  readonly id: string;
  readonly name: Three;
  readonly summary: Three;
  readonly description: readonly Three[];
  readonly bring: readonly Three[];
  /** `free`, or what it costs. */
  readonly fee: 'free' | Three;
  readonly offices: ServiceInfo['offices'];
  readonly category: string;
  readonly keywords: string;
  readonly minutes?: number;
  /** Only confirmed keys. */
  readonly leika?: string;
  readonly form?: string;
  readonly atTerminal?: ServiceInfo['atTerminal'];
}

export const at = (office: string, appointment: ServiceInfo['offices'][number]['appointment'] = 'possible') => ({
  office,
  appointment,
});

// What everybody brings everywhere.
export const ID: Three = ['Personalausweis oder Reisepass', 'Identity card or passport', 'بطاقة الهوية أو جواز السفر'];
export const OLD_ID: Three = [
  'Ihr bisheriges Dokument, auch wenn es abgelaufen ist',
  'Your previous document, even if it has expired',
  'وثيقتك السابقة حتى وإن انتهت صلاحيتها',
];
export const PHOTO: Three = [
  'Ein digitales biometrisches Passfoto (vom Fotografen oder am Foto-Terminal im Bürgerbüro)',
  'A digital biometric photo (from a photographer or taken at the photo terminal in the citizens’ office)',
  'صورة بيومترية رقمية (من مصوّر أو من جهاز التصوير في مكتب المواطنين)',
];
export const BIRTH: Three = ['Geburts- oder Heiratsurkunde', 'Birth or marriage certificate', 'شهادة الميلاد أو الزواج'];

export const toServiceInfo = (service: DemoService): ServiceInfo => ({
  id: service.id,
  name: three(service.name),
  summary: three(service.summary),
  description: rich(...service.description),
  requirements: items(...service.bring),
  fee: service.fee === 'free' ? { kind: 'free' } : { kind: 'fee', text: rich(service.fee) },
  forms:
    service.form === undefined
      ? []
      : [{ name: service.form, url: `https://musterstadt.example/formulare/${service.id}.pdf` }],
  url: `https://musterstadt.example/leistungen/${service.id}`,
  ...(service.minutes === undefined ? {} : { durationMinutes: service.minutes }),
  offices: service.offices,
  categories: [service.category],
  keywords: service.keywords.split(',').map((word) => word.trim()),
  ...(service.leika === undefined ? {} : { leika: service.leika }),
  ...(service.atTerminal === undefined ? {} : { atTerminal: service.atTerminal }),
});

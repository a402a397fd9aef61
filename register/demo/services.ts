import type { ServiceInfo } from '../contract.ts';

export const SERVICES: readonly ServiceInfo[] = [
  {
    id: 'personalausweis', name: { de: 'Personalausweis beantragen', en: 'Apply for an identity card', ar: 'طلب بطاقة هوية' },
    description: { de: [{ kind: 'paragraph', runs: [{ text: 'Sie beantragen den Personalausweis persönlich.' }] }] },
    fee: { kind: 'fee' }, forms: [], offices: [{ office: 'buergerbuero', appointment: 'possible' }], categories: ['ausweise'], keywords: ['Perso'],
  },
];

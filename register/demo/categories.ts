import type { Category } from '../contract/contract.ts';

/** In the order of the home screen. Icons are names of Lucide's. */
export const CATEGORIES: readonly Category[] = [
  {
    id: 'ausweise',
    name: { de: 'Ausweise und Dokumente', en: 'ID cards and documents', ar: 'الهويات والوثائق' },
    icon: 'id-card',
  },
  { id: 'wohnen', name: { de: 'Wohnen und Umziehen', en: 'Home and moving', ar: 'السكن والانتقال' }, icon: 'house' },
  {
    id: 'familie',
    name: { de: 'Familie und Lebenslagen', en: 'Family and life events', ar: 'الأسرة وأحداث الحياة' },
    icon: 'users',
  },
  {
    id: 'verkehr',
    name: { de: 'Auto, Fahrrad und Verkehr', en: 'Car, bicycle and traffic', ar: 'السيارة والدراجة والمرور' },
    icon: 'car',
  },
  {
    id: 'gewerbe',
    name: { de: 'Gewerbe und Arbeit', en: 'Business and work', ar: 'التجارة والعمل' },
    icon: 'briefcase',
  },
  {
    id: 'stadtleben',
    name: { de: 'Leben in der Stadt', en: 'Living in town', ar: 'الحياة في المدينة' },
    icon: 'trees',
  },
];

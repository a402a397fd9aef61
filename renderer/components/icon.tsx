import {
  Accessibility, ArrowDown, ArrowLeft, ArrowUp, Baby, BookOpen, Briefcase, Building2, CalendarClock, Car, Check, CircleAlert, CircleCheck, CircleHelp, CircleX, Clock, Contrast, Delete,
  Dog, Euro, FileText, Flower2, Globe, GraduationCap, HandHelping, HeartHandshake, House, IdCard, Info, Landmark, Languages, Leaf, LogOut, MapPin, MoveDown, MoveUp, PawPrint, Phone, Printer, QrCode,
  RotateCw, Scale, Search, ShieldCheck, Smartphone, Store, TriangleAlert, Truck, Users, Wrench, X, ALargeSmall, Bike, Pause, Lock, LockOpen, ArrowBigUp, Eye, Plane, BookUser, FileClock, Recycle, TreePine, type LucideIcon,
} from 'lucide-react';

const ICONS: Record<string, LucideIcon> = {
  back: ArrowLeft, cancel: LogOut, help: CircleHelp, pause: Pause, language: Languages, 'text-size': ALargeSmall, contrast: Contrast, 'low-reach': MoveDown, 'high-reach': MoveUp,
  information: Info, 'id-card': IdCard, passport: BookUser, provisional: FileClock, 'residence-permit': Globe, search: Search, up: ArrowUp, down: ArrowDown, erase: Delete, clear: X, close: X,
  print: Printer, qr: QrCode, phone: Phone, 'smart-phone': Smartphone, retry: RotateCw, home: House, done: Check, clock: Clock, place: MapPin, calendar: CalendarClock, euro: Euro, check: Check,
  success: CircleCheck, warning: TriangleAlert, danger: CircleX, info: Info, alert: CircleAlert, lock: Lock, unlock: LockOpen, shift: ArrowBigUp, eye: Eye, tools: Wrench,
  // Categories of the catalogue.
  identity: IdCard, residence: House, family: Users, child: Baby, children: Baby, birth: Baby, marriage: HeartHandshake, death: Flower2, business: Briefcase, work: Briefcase, trade: Store, traffic: Car, vehicle: Car, car: Car, parking: Car,
  mobility: Bike, building: Building2, construction: Building2, environment: Leaf, waste: Recycle, nature: TreePine, animals: PawPrint, dog: Dog, education: GraduationCap, school: GraduationCap, culture: BookOpen, social: HandHelping, health: Accessibility,
  disability: Accessibility, law: Scale, order: ShieldCheck, safety: ShieldCheck, taxes: Euro, money: Euro, fees: Euro, travel: Plane, moving: Truck, documents: FileText, certificate: FileText, town: Landmark, general: FileText,
};

/** Decoration beside words; it is never the only thing that says something. */
export function Icon({ name }: { name: string }) {
  const Drawn = ICONS[name] ?? FileText;
  return <Drawn className="icon" aria-hidden="true" strokeWidth={2} />;
}

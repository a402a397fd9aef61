import {
  Accessibility, ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Baby, BookOpen, Briefcase, Building2, CalendarClock, Car, Check, CircleAlert, CircleCheck, CircleHelp, CircleX, Clock, Contrast, Delete,
  Dog, Euro, FileBadge, FileText, Flower2, Globe, GraduationCap, HandHelping, HeartHandshake, House, IdCard, Info, KeyRound, Landmark, Languages, Leaf, LogOut, Mail, MapPin, MoveDown, MoveUp, PawPrint, Phone, Printer, QrCode,
  RotateCw, Scale, Search, ShieldCheck, Smartphone, Store, TriangleAlert, Truck, UserRound, Users, Wrench, X, ALargeSmall, Bike, Pause, Lock, LockOpen, ArrowBigUp, Eye, Plane, BookUser, FileClock, Recycle, TreePine, Ellipsis, MessageSquareText, MessageSquareWarning, ThumbsUp, Lightbulb, Pencil, FolderSearch, type LucideIcon,
} from 'lucide-react';

const ICONS: Record<string, LucideIcon> = {
  back: ArrowLeft, cancel: LogOut, help: CircleHelp, pause: Pause, language: Languages, 'text-size': ALargeSmall, contrast: Contrast, 'low-reach': MoveDown, 'high-reach': MoveUp,
  information: Info, 'id-card': IdCard, passport: BookUser, provisional: FileClock, 'residence-permit': Globe, search: Search, up: ArrowUp, down: ArrowDown, erase: Delete, clear: X, close: X,
  print: Printer, qr: QrCode, phone: Phone, 'smart-phone': Smartphone, retry: RotateCw, home: House, done: Check, clock: Clock, place: MapPin, calendar: CalendarClock, euro: Euro, check: Check,
  success: CircleCheck, warning: TriangleAlert, danger: CircleX, info: Info, alert: CircleAlert, lock: Lock, unlock: LockOpen, shift: ArrowBigUp, eye: Eye, tools: Wrench,
  // What a catalogue may name for its categories (Lucide's own names).
  house: House, users: Users, baby: Baby, flower: Flower2, briefcase: Briefcase, store: Store, car: Car, bike: Bike, building: Building2, leaf: Leaf, recycle: Recycle, trees: TreePine, paw: PawPrint, dog: Dog,
  'graduation-cap': GraduationCap, book: BookOpen, 'hand-helping': HandHelping, accessibility: Accessibility, scale: Scale, shield: ShieldCheck, plane: Plane, truck: Truck, landmark: Landmark, globe: Globe,
  document: FileText, certificate: FileBadge, person: UserRound, key: KeyRound, mail: Mail, next: ArrowRight, counter: HandHelping,
  'heart-handshake': HeartHandshake, ellipsis: Ellipsis, feedback: MessageSquareText, praise: ThumbsUp, criticism: MessageSquareWarning, idea: Lightbulb, write: Pencil, case: FolderSearch,
};

/** Decoration beside words; it is never the only thing that says something. */
export function Icon({ name }: { name: string }) {
  const Drawn = ICONS[name] ?? FileText;
  return <Drawn className={name === 'next' ? 'icon icon--turns' : 'icon'} aria-hidden="true" strokeWidth={2} />;
}

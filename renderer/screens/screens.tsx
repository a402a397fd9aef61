import type { Screen } from '../../electron/ipc/view.ts';
import { Attract } from './attract.tsx';
import { Category } from './category.tsx';
import { Code } from './code.tsx';
import { DocumentNumber } from './document-number.tsx';
import { DocumentStatus } from './document-status.tsx';
import { DocumentType } from './document-type.tsx';
import { Goodbye } from './goodbye.tsx';
import { Entry } from './entry.tsx';
import { Home, Topic } from './home.tsx';
import { LanguageChoice } from './language.tsx';
import { Notice } from './notice.tsx';
import { Office } from './office.tsx';
import { OutOfOrder } from './out-of-order.tsx';
import { Page } from './page.tsx';
import { QrScreen } from './qr.tsx';
import { Search } from './search.tsx';
import { Secret } from './secret.tsx';
import { Service } from './service.tsx';
import { Device } from './staff/device.tsx';
import { Enrolment } from './staff/enrolment.tsx';
import { Outbox } from './staff/outbox.tsx';
import { Report } from './staff/report.tsx';
import { SignIn } from './staff/sign-in.tsx';
import { Staff } from './staff/staff.tsx';
import { Config } from './staff/config.tsx';
import { Log } from './staff/log.tsx';
import { Technician } from './staff/technician.tsx';
import { Starting } from './starting.tsx';
import { Waiting } from './waiting.tsx';

/** One kind of screen, one file. */
export function ScreenView({ screen }: { screen: Screen }) {
  switch (screen.kind) {
    case 'starting':
      return <Starting />;
    case 'attract':
      return <Attract screen={screen} />;
    case 'language':
      return <LanguageChoice />;
    case 'home':
      return <Home screen={screen} />;
    case 'search':
      return <Search screen={screen} />;
    case 'topic':
      return <Topic screen={screen} />;
    case 'category':
      return <Category screen={screen} />;
    case 'service':
      return <Service screen={screen} />;
    case 'office':
      return <Office screen={screen} />;
    case 'document-type':
      return <DocumentType screen={screen} />;
    case 'document-number':
      return <DocumentNumber screen={screen} />;
    case 'document-status':
      return <DocumentStatus screen={screen} />;
    case 'waiting':
      return <Waiting screen={screen} />;
    case 'notice':
      return <Notice screen={screen} />;
    case 'page':
      return <Page screen={screen} />;
    case 'secret':
      return <Secret screen={screen} />;
    case 'entry':
      return <Entry screen={screen} />;
    case 'code':
      return <Code screen={screen} />;
    case 'qr':
      return <QrScreen screen={screen} />;
    case 'goodbye':
      return <Goodbye screen={screen} />;
    case 'out-of-order':
      return <OutOfOrder screen={screen} />;
    case 'staff-sign-in':
      return <SignIn screen={screen} />;
    case 'staff':
      return <Staff screen={screen} />;
    case 'technician':
      return <Technician screen={screen} />;
    case 'technician-device':
      return <Device screen={screen} />;
    case 'technician-outbox':
      return <Outbox screen={screen} />;
    case 'technician-enrolment':
      return <Enrolment screen={screen} />;
    case 'technician-log':
      return <Log screen={screen} />;
    case 'technician-config':
      return <Config screen={screen} />;
    case 'technician-report':
      return <Report screen={screen} />;
  }
}

import { composeCertificate } from '../../register/server/services/certificates.ts';
import type { DocumentRule } from '../../register/server/services/rules.ts';
import type { CertificateOrder } from './order.ts';

export const certificateAtRegister: DocumentRule<CertificateOrder> = {
  // Electronic ones are free: § 18 (3) BMG.
  feeOf: ({ kind, delivery }) => (delivery === 'electronic' ? null : `certificate.${kind}`),
  audit: 'certificate-issued',
  kindOf: ({ kind }) => `certificate.${kind}`,
  deliveryOf: ({ delivery }) => delivery,
  make: (maker, { resident, order, ...about }) => maker.certificate(composeCertificate(resident, order, about)),
};

/**
 * What the retention job looks for, by an index; and documents that are kept for their fee no longer say whose they
 * were.
 */
export const KEEPING_INDEXES: readonly string[] = [
  `alter table issued_document alter person drop not null`,
  `create index order_report_registered_at on order_report (registered_at)`,
  `create index request_void on request (at) where state = 'void'`,
  `create index case_record_over on case_record (stage_since) where stage in ('done', 'rejected', 'forwarded')`,
  `create index case_record_over_person on case_record (id) where stage in ('done', 'rejected', 'forwarded') and body is not null and person is not null`,
  `create index issued_document_of_whom on issued_document (issued_at) where receipt is not null or person is not null`,
];

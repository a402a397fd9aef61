/**
 * Bytes of the id of an entry in the index of documents' states. By itself, so that the terminal's store reads pages of
 * ids without the schemas of the whole contract.
 */
export const STATUS_ID_BYTES = 16;

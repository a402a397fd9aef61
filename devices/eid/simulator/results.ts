/** How a workflow ends, in the SDK's words: codes of BSI TR-03112, and the failure codes of the AusweisApp. */

const API = 'http://www.bsi.bund.de/ecard/api/1.1/';
export const MAJOR_OK = `${API}resultmajor#ok`;
const MAJOR_ERROR = `${API}resultmajor#error`;

export interface Failure {
  /** Behind `…/resultminor/`. */
  readonly minor: string;
  readonly description: string;
  readonly message: string;
  /** Failure code. */
  readonly reason: string;
}

const channel = (message: string, reason: string): Failure => ({
  minor: 'dp#trustedChannelEstablishmentFailed',
  description: 'A trusted channel could not be opened.',
  message,
  reason,
});
const NETWORK = 'An unknown network error occurred. Check your network connection and try to restart the app.';
const NON_STANDARD = "It wasn't possible to connect to the server: the server sent a non-standard response.";
const unknown = (message: string, reason: string): Failure => ({
  minor: 'al/common#unknownError',
  description: 'An unexpected error has occurred during processing.',
  message,
  reason,
});
const cancelled = (minor: string, reason: string): Failure => ({
  minor,
  description: 'The process has been cancelled.',
  message: 'The process has been cancelled.',
  reason,
});
const CARD =
  'An error occurred while communicating with the ID card. Please make sure that your ID card is placed correctly on the card reader and try again.';

export const FAILURES = {
  noHttps: channel(NON_STANDARD, 'Get_TcToken_Invalid_Url'),
  noServer: channel(NETWORK, 'Get_TcToken_Network_Error'),
  refused: channel(NETWORK, 'Get_TcToken_Client_Error'),
  noToken: channel(NON_STANDARD, 'Get_TcToken_Invalid_Data'),
  /** The token was read, and then the eID-Server is lost or does not know the session. */
  noSession: channel(NETWORK, 'Generic_Send_Receive_Client_Error'),
  badCertificate: {
    minor: 'il/signature#invalidCertificatePath',
    description: 'One or more certificate checks failed. The operation will be aborted due to security reasons.',
    message: 'Pre-verification failed.',
    reason: 'Pre_Verification_Invalid_Certificate_Chain',
  },
  cancelled: cancelled('sal#cancellationByUser', 'User_Cancelled'),
  cancelledAtReader: cancelled('ifdl#cancellationByUser', 'Establish_Pace_Channel_User_Cancelled'),
  /** What the AusweisApp says of a card that was pulled while it was read. */
  cardRemoved: cancelled('ifdl#cancellationByUser', 'Card_Removed'),
  cardError: unknown(CARD, 'Connect_Card_Connection_Failed'),
  cardErrorReading: unknown(CARD, 'Did_Authenticate_Eac1_Card_Command_Failed'),
  pukUsedUp: unknown(CARD, 'Establish_Pace_Channel_Puk_Inoperative'),
  newPinsDiffer: unknown(CARD, 'Change_Pin_New_Pin_Mismatch'),
  /** The eID-Server's refusal of an expired document. */
  expired: {
    minor: 'sal/mEAC#DocumentValidityVerificationFailed',
    description: 'The verification of the document validity has failed.',
    message: 'The verification of the document validity has failed.',
    reason: 'Start_Paos_Response_Error',
  },
} as const satisfies Record<string, Failure>;

/** `reason` came with 1.26.3 and 1.26.4; here it is sent from the latter on. */
export function resultOf(
  { minor, description, message, reason }: Failure,
  withReason: boolean,
): Record<string, string> {
  return {
    major: MAJOR_ERROR,
    minor: `${API}resultminor/${minor}`,
    language: 'en',
    description,
    message,
    ...(withReason ? { reason } : {}),
  };
}

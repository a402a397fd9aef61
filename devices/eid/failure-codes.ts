/**
 * What the AusweisApp says when a workflow ends badly, and what helps: its failure codes (SDK documentation, "Failure
 * Codes"; in AUTH from 1.26.3, in CHANGE_PIN from 1.26.4) and the minor result codes of the eCard-API (TR-03112-1,
 * 4.2), which every version sends.
 */
import type { EidFailureKind } from './eid.ts';

/**
 * What is to be done. `again`: begin anew, the card stays as it is. `leave-card`: begin anew, and leave the card where
 * it lies. `card-position`: lay it down anew; if that does not help, it may be broken. `activate-card`, `reset-pin`: at
 * the citizens' office. `new-pin`: choose it anew, within 60 seconds, and type it the same way twice. `network`: the
 * town's line. `provider`: the eID-Server or its certificate. `client`: the AusweisApp and its makers. `set-up`: clock,
 * or developer mode, of this terminal.
 */
export type EidRemedy =
  | 'again'
  | 'leave-card'
  | 'card-position'
  | 'activate-card'
  | 'reset-pin'
  | 'new-pin'
  | 'network'
  | 'provider'
  | 'client'
  | 'set-up';

const KINDS: Readonly<Record<EidRemedy, EidFailureKind>> = {
  again: 'cancelled',
  'leave-card': 'card-removed',
  'card-position': 'card-error',
  'activate-card': 'card-deactivated',
  'reset-pin': 'card-inoperative',
  'new-pin': 'new-pin-refused',
  network: 'network',
  provider: 'provider',
  client: 'client',
  'set-up': 'client',
};

/**
 * Every code by what helps. Where the AusweisApp's makers send people to their support, there is nothing a visitor
 * could do: `client`.
 */
const CODES: Readonly<Record<EidRemedy, readonly string[]>> = {
  again: [
    'User_Cancelled',
    'Establish_Pace_Channel_User_Cancelled',
    'Change_Pin_User_Cancelled',
    'Change_Pin_Card_User_Cancelled',
    'Enter_Pace_Password_Ifd_User_Cancelled',
    'Enter_New_Pace_Pin_Ifd_User_Cancelled',
  ],
  'leave-card': ['Card_Removed'],
  'card-position': [
    'Connect_Card_Connection_Failed',
    'Maintain_Card_Connection_Pace_Unrecoverable',
    'Did_Authenticate_Eac1_Card_Command_Failed',
    'Did_Authenticate_Eac2_Card_Command_Failed',
    'Transmit_Card_Command_Failed',
    'Change_Pin_Unexpected_Transmit_Status',
    'Change_Pin_Unrecoverable',
  ],
  'activate-card': ['Connect_Card_Eid_Inactive'],
  'reset-pin': ['Establish_Pace_Channel_Puk_Inoperative'],
  'new-pin': ['Change_Pin_Input_Timeout', 'Change_Pin_New_Pin_Mismatch', 'Change_Pin_New_Pin_Invalid_Length'],
  network: [
    'Get_TcToken_Network_Error',
    'Generic_Send_Receive_Network_Error',
    'Check_Refresh_Address_Service_Timeout',
    'Check_Refresh_Address_Proxy_Error',
    'Check_Refresh_Address_Fatal_Tls_Error_After_Reply',
    'Check_Refresh_Address_Unknown_Network_Error',
    'Check_Refresh_Address_Fetch_Certificate_Error',
    'Generic_Provider_Communication_Network_Error',
  ],
  provider: [
    'Parse_TcToken_Invalid_Url',
    'Parse_TcToken_Missing_Url',
    'Get_TcToken_Invalid_Url',
    'Get_TcToken_Invalid_Redirect_Url',
    'Get_TcToken_Invalid_Certificate_Key_Length',
    'Get_TcToken_Invalid_Ephemeral_Key_Length',
    'Get_TcToken_Invalid_Server_Reply',
    'Get_TcToken_ServiceUnavailable',
    'Get_TcToken_Server_Error',
    'Get_TcToken_Client_Error',
    'Get_TcToken_Empty_Data',
    'Get_TcToken_Invalid_Data',
    'Certificate_Check_Failed_No_Description',
    'Certificate_Check_Failed_No_SubjectUrl_In_Description',
    'Certificate_Check_Failed_Hash_Mismatch',
    'Certificate_Check_Failed_Same_Origin_Policy_Violation',
    'Certificate_Check_Failed_Hash_Missing_In_Description',
    'Pre_Verification_Invalid_Certificate_Chain',
    'Pre_Verification_Invalid_Certificate_Signature',
    'Extract_Cvcs_From_Eac1_No_Unique_At',
    'Extract_Cvcs_From_Eac1_No_Unique_Dv',
    'Extract_Cvcs_From_Eac1_At_Missing',
    'Extract_Cvcs_From_Eac1_Dv_Missing',
    'Process_Certificates_From_Eac2_Cvc_Chain_Missing',
    'Did_Authenticate_Eac2_Invalid_Cvc_Chain',
    'Generic_Send_Receive_Tls_Error',
    'Generic_Send_Receive_Service_Unavailable',
    'Generic_Send_Receive_Server_Error',
    'Generic_Send_Receive_Client_Error',
    'Generic_Send_Receive_Paos_Unknown',
    'Generic_Send_Receive_Paos_Unexpected',
    'Generic_Send_Receive_Invalid_Ephemeral_Key_Length',
    'Generic_Send_Receive_Certificate_Error',
    'Check_Refresh_Address_Fatal_Tls_Error_Before_Reply',
    'Check_Refresh_Address_Invalid_Ephemeral_Key_Length',
    'Check_Refresh_Address_Service_Unavailable',
    'Check_Refresh_Address_Server_Error',
    'Check_Refresh_Address_Client_Error',
    'Check_Refresh_Address_Invalid_Http_Response',
    'Check_Refresh_Address_Empty',
    'Check_Refresh_Address_Invalid_Url',
    'Check_Refresh_Address_No_Https_Scheme',
    'Check_Refresh_Address_Unsupported_Certificate',
    'Check_Refresh_Address_Hash_Missing_In_Certificate',
    'Generic_Provider_Communication_Invalid_Ephemeral_Key_Length',
    'Generic_Provider_Communication_Certificate_Error',
    'Generic_Provider_Communication_Tls_Error',
    'Generic_Provider_Communication_ServiceUnavailable',
    'Generic_Provider_Communication_Server_Error',
    'Generic_Provider_Communication_Client_Error',
    'Get_SelfAuthData_Invalid_Or_Empty',
  ],
  client: [
    'Establish_Pace_Channel_Basic_Reader_No_Pin',
    'Establish_Pace_Channel_Unknown_Password_Id',
    'Generic_Send_Receive_Paos_Unhandled',
    'Generic_Send_Receive_Session_Resumption_Failed',
    'Start_Paos_Response_Missing',
    'Start_Paos_Response_Error',
    'Browser_Send_Failed',
    'Change_Pin_No_SetEidPinCommand_Response',
    'Start_Ifd_Service_Failed',
    'Prepare_Pace_Ifd_Unknown',
    'Establish_Pace_Ifd_Unknown',
  ],
  'set-up': ['Pre_Verification_No_Test_Environment', 'Pre_Verification_Certificate_Expired'],
};

const REMEDIES: ReadonlyMap<string, EidRemedy> = new Map(
  (Object.keys(CODES) as EidRemedy[]).flatMap((remedy) => CODES[remedy].map((code) => [code, remedy] as const)),
);

/** Minor result codes behind `http://www.bsi.bund.de/ecard/api/1.1/resultminor`. */
const MINORS: ReadonlyMap<string, EidFailureKind> = new Map<string, EidFailureKind>([
  ['/sal#cancellationByUser', 'cancelled'],
  ['/ifdl#cancellationByUser', 'cancelled'],
  ['/ifdl/common#timeoutError', 'timeout'],
  ['/ifdl/terminal#noCard', 'card-removed'],
  // For a refused connection, an answer of 404 and a token that is none alike.
  ['/dp#trustedChannelEstablishmentFailed', 'network'],
  ['/dp#timeoutError', 'network'],
  ['/dp#nodeNotReachable', 'network'],
  ['/dp#communicationError', 'network'],
  ['/dp#unknownChannelHandle', 'provider'],
  ['/il/signature#invalidCertificatePath', 'provider'],
  ['/sal#certificateChainInterrupted', 'provider'],
  ['/sal#securityConditionNotSatisfied', 'provider'],
  ['/sal/mEAC#AgeVerificationFailedWarning', 'card-not-accepted'],
  ['/sal/mEAC#CommunityVerificationFailedWarning', 'card-not-accepted'],
  ['/sal/mEAC#DocumentValidityVerificationFailed', 'card-not-accepted'],
  // What it says whenever reader and card did not understand each other.
  ['/al/common#unknownError', 'card-error'],
  ['/al/common#communicationError', 'card-error'],
  ['/al/common#noPermission', 'provider'],
  ['/al/common#internalError', 'client'],
  ['/al/common#parameterError', 'client'],
]);

/** Null for a code that is not in the list: a newer version's. */
export const remedyOf = (code: string): EidRemedy | null => REMEDIES.get(code) ?? null;

/** By the failure code where it is known, otherwise by the minor result code; null where neither says anything. */
export function failureKind(reason: string | undefined, minor: string | undefined): EidFailureKind | null {
  const result =
    minor === undefined
      ? null
      : (MINORS.get(minor.slice(minor.indexOf('/resultminor') + '/resultminor'.length)) ?? null);
  // The server refused: what it said stands in the result, and the code only says that it did.
  if (reason === 'Start_Paos_Response_Error' && result !== null) return result;
  const remedy = reason === undefined ? null : remedyOf(reason);
  return remedy !== null ? KINDS[remedy] : result;
}

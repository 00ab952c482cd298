import { isOwnFault, type Verdict } from '../receipts/verdict.ts'
import type { Report } from './verify-database.ts'

/** Lines for a person at a terminal, which nothing that is checked can command: no control characters, no change of direction. */

function plain(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'))
}

/** The same for a text of any lines, as a fault has them. */
export function plainText(text: string): string {
  return plain(text.split('\n')).join('\n')
}

export function verdictLines({ ok, checks, receipt, issuer }: Verdict): string[] {
  const about = receipt ? [`${receipt.subject} of ${receipt.sandbox}${issuer === undefined ? '' : `, a credential issued by ${issuer}`}`] : []
  const marks = { true: 'ok  ', false: 'BAD ', null: '?   ' } as const
  const open = checks.some((check) => check.ok === null)
  const result = ok
    ? open
      ? 'Nothing is wrong. Lines with ? could not be checked.'
      : 'All is right.'
    : isOwnFault({ checks })
      ? 'Nothing could be checked.'
      : 'This is not right.'
  return plain([...about, ...checks.map((check) => `${marks[`${check.ok}`]} ${check.text.en}`), result])
}

export function reportLines({ sandbox, journal, records, checkpoints, signatures, findings, found }: Report): string[] {
  const counts = `${records} entries, ${checkpoints} checkpoints, ${signatures} orders`
  const name = sandbox === null ? 'rows of no sandbox' : `${sandbox} (${journal}): ${counts}`
  const lines = findings.map(({ seq, text }) => `    ${seq === null ? '' : `entry ${seq}: `}${text}`)
  const more = found > findings.length ? [`    and ${found - findings.length} more`] : []
  return plain([`${found === 0 ? 'ok  ' : 'BAD '} ${name}`, ...lines, ...more])
}

import { describe, expect, test } from 'vitest'
import { type Near, reachOf, refusalOf } from './addresses.ts'
import { webhookUrl } from './webhook-url.ts'

test.each<[address: string, reach: ReturnType<typeof reachOf>]>([
  ['93.184.216.34', 'public'],
  ['126.255.255.255', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.255', 'loopback'],
  ['128.0.0.0', 'public'],
  ['9.255.255.255', 'public'],
  ['10.0.0.0', 'private'],
  ['11.0.0.0', 'public'],
  ['172.15.255.255', 'public'],
  ['172.16.0.0', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.0', 'public'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['100.128.0.0', 'public'],
  ['0.0.0.0', 'never'],
  ['169.254.169.254', 'never'],
  ['198.19.255.255', 'never'],
  ['223.255.255.255', 'public'],
  ['224.0.0.1', 'never'],
  ['255.255.255.255', 'never'],
  ['256.1.1.1', 'never'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['::', 'never'],
  ['::2', 'never'],
  ['::ffff:127.0.0.1', 'never'],
  ['::ffff:7f00:1', 'never'],
  ['64:ff9b::7f00:1', 'never'],
  ['fc00::1', 'private'],
  ['fdff::', 'private'],
  ['fe80::1', 'never'],
  ['fe80::1%eth0', 'never'],
  ['ff02::1', 'never'],
  ['2606:2800:220:1:248:1893:25c8:1946', 'public'],
  ['2001:db8::1', 'never'],
  ['2001::1', 'never'],
  ['2001:4860:4860::8888', 'public'],
  ['2002:7f00:1::', 'never'],
  ['4000::', 'never'],
  ['1::2::3', 'never'],
  ['1:2:3:4:5:6:7', 'never'],
  ['example.com', 'never'],
])('%s is %s', (address, reach) => {
  expect(reachOf(address)).toBe(reach)
})

test.each<[near: Near, allowed: string[], refused: string[]]>([
  ['nothing', ['93.184.216.34'], ['127.0.0.1', '10.0.0.1', '169.254.169.254']],
  ['this machine', ['93.184.216.34', '127.0.0.1', '::1'], ['10.0.0.1', 'fc00::1', '169.254.169.254']],
  ['private networks', ['93.184.216.34', '127.0.0.1', '10.0.0.1', 'fc00::1'], ['169.254.169.254', 'fe80::1', '0.0.0.0']],
])('where %s may be reached beside the public internet', (near, allowed, refused) => {
  for (const address of allowed) expect(refusalOf('a.example', address, near)).toBeUndefined()
  for (const address of refused) expect(refusalOf('a.example', address, near)).toContain(address)
})

describe('the address of an endpoint', () => {
  const tls = 'must begin with https://; http is for this machine and private networks'
  test.each<[url: string, fault: string | undefined]>([
    ['https://example.com/webhooks?of=kariosae', undefined],
    ['https://example.com:8443', undefined],
    ['http://example.com/', tls],
    ['http://example.com./', tls],
    ['http://93.184.216.34/', tls],
    ['http://169.254.169.254/latest', tls],
    ['http://localhost:4000/', undefined],
    ['http://127.0.0.1:4000/', undefined],
    // The same as a number: the URL standard says so.
    ['http://2130706433/', undefined],
    ['http://[::1]:4000/', undefined],
    ['http://[2606:2800:220::1]/', tls],
    ['http://10.1.2.3/', undefined],
    ['http://receiver:8080/', undefined],
    ['http://receiver.internal/', undefined],
    ['ftp://example.com/', 'must begin with https://'],
    ['javascript:alert(1)', 'must begin with https://'],
    ['https://me:secret@example.com/', 'must have no user name, password or fragment'],
    ['https://example.com/#a', 'must have no user name, password or fragment'],
    ['example.com', 'must be an address like https://example.com/webhooks'],
    ['', 'must be an address like https://example.com/webhooks'],
  ])('%s', (url, fault) => {
    expect(webhookUrl.safeParse(url).error?.issues[0]?.message).toBe(fault)
  })
})

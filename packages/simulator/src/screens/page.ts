/** Plain HTML: it must work wherever the simulator does, without a build. */
export const pageHtml = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>模拟终端屏幕 · Screens of simulated terminals</title>
<style>
  body { margin: 0; padding: 24px; font: 16px/1.5 system-ui, sans-serif; background: #f2f2ee; color: #1c1c1a }
  h1 { font-size: 20px; margin: 0 0 4px }
  p { margin: 0 0 16px; color: #50504c }
  label { display: block; margin-bottom: 16px }
  input { font: inherit; padding: 6px 8px; border: 1px solid #6b6b66; border-radius: 4px; width: 12em }
  :focus-visible { outline: 3px solid #0b57a4; outline-offset: 2px }
  ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)) }
  li { background: #10231c; color: #d9f2e4; border-radius: 10px; padding: 16px; min-height: 120px }
  h2 { font-size: 14px; font-weight: 500; margin: 0 0 12px; color: #a9cdb9 }
  li p { color: inherit; margin: 0 0 4px }
  .digits { font: 600 34px/1.3 ui-monospace, monospace; letter-spacing: .14em }
  .words { font-size: 20px }
  .idle { color: #a9cdb9 }
  section { margin-top: 32px }
  th, td { padding: 4px 24px 4px 0; text-align: start; font-weight: 400 }
  td:last-child { font: 600 18px/1.3 ui-monospace, monospace; letter-spacing: .1em }
</style>
</head>
<body>
<main>
<h1>模拟终端屏幕 <span lang="en">· Screens of simulated terminals</span></h1>
<p>您在此扮演商户：核对坐席念出的两个词，再念出六位数字。<br>
<span lang="en">You play the merchant here: compare the two words that the agent reads out, then read the six digits back.</span></p>
<label>TID <input id="tid" inputmode="numeric" autocomplete="off" placeholder="10016901"></label>
<p id="empty" role="status"></p>
<ul id="screens" aria-live="polite"></ul>
<section id="authenticators" hidden>
<h1>身份验证器 <span lang="en">· Authenticators of the demo's people</span></h1>
<p>登录和确认操作时需要的六位验证码，每个只能使用一次。<br>
<span lang="en">The six digits that a login and a confirmation ask for; each is good for one use.</span></p>
<table><tbody id="codes"></tbody></table>
</section>
</main>
<script src="/screens.js"></script>
</body>
</html>
`

/** Asks once a second; text goes in as text, so a message cannot bring a script along. */
export const pageScript = `'use strict'
const list = document.getElementById('screens')
const empty = document.getElementById('empty')
const tid = document.getElementById('tid')
tid.value = new URLSearchParams(location.search).get('tid') ?? ''
const line = (className, text) => {
  const element = document.createElement('p')
  element.className = className
  element.textContent = text
  return element
}
const card = (screen) => {
  const item = document.createElement('li')
  const head = document.createElement('h2')
  head.textContent = screen.tid + ' · ' + screen.acquirer + ' · ' + screen.model
  item.append(head)
  if (screen.words) item.append(line('words', screen.words.zh.join(' ') + ' · ' + screen.words.en.join(' ')))
  if (screen.digits) item.append(line('digits', screen.digits))
  if (screen.message) item.append(line('words', screen.message))
  if (screen.locked) item.append(line('words', '已锁定 · locked'))
  if (item.children.length === 1) item.append(line('idle', '待机 · idle'))
  return item
}
let shown = ''
const look = async () => {
  try {
    const answer = await fetch('/screens.json?tid=' + encodeURIComponent(tid.value.trim()))
    const text = await answer.text()
    if (text === shown) return
    shown = text
    const screens = JSON.parse(text)
    list.replaceChildren(...screens.map(card))
    empty.textContent = screens.length > 0 ? '' : tid.value.trim() === ''
      ? '所有屏幕均为待机。No screen shows anything; they appear here by themselves.'
      : '没有此终端。No such terminal.'
  } catch {
    shown = ''
    empty.textContent = '模拟器未运行。The simulator does not answer.'
  }
}
const codes = document.getElementById('codes')
const row = ({ email, role, code }) => {
  const line = document.createElement('tr')
  const head = document.createElement('th')
  head.scope = 'row'
  head.textContent = email
  const cells = [role.toLowerCase().replace('_', ' '), code].map((text) => {
    const cell = document.createElement('td')
    cell.textContent = text
    return cell
  })
  line.append(head, ...cells)
  return line
}
let told = ''
const tell = async () => {
  const people = await (await fetch('/codes.json')).json()
  const text = people.map(({ code }) => code).join()
  if (text === told) return
  told = text
  codes.replaceChildren(...people.map(row))
  document.getElementById('authenticators').hidden = people.length === 0
}
tid.addEventListener('input', look)
const lookAndTell = () => Promise.all([look(), tell().catch(() => {})])
setInterval(lookAndTell, 1000)
lookAndTell()
`

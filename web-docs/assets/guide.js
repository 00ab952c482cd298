/** Puts in what this browser knows: the address of the service, and the demo key where the service gives it out. */
async function fillIn() {
  const setup = document.querySelector('#setup code')
  if (!setup) return
  setup.textContent = setup.textContent.replace('http://127.0.0.1:8787', location.origin)
  if (!['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)) return
  const answer = await fetch('/docs/demo-key.json')
  if (answer.ok) setup.textContent = setup.textContent.replace('ksk_…', (await answer.json()).apiKey)
}

function copyOnPress() {
  for (const button of document.querySelectorAll('.copy')) {
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.nextElementSibling.textContent)
      const { textContent } = button
      button.textContent = '✓'
      setTimeout(() => {
        button.textContent = textContent
      }, 1200)
    })
  }
}

copyOnPress()
fillIn()

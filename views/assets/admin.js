// Makes the pages of the staff nicer; each of them works without it.

// A button that copies what its field holds; without this script people mark the text themselves.
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copy)
    await navigator.clipboard.writeText(field.value ?? field.textContent)
    const text = button.textContent
    button.textContent = 'Copied'
    setTimeout(() => {
      button.textContent = text
    }, 2000)
  })
}

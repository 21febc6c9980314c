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

// A download leaves its page as it was; this shows how far it is.
for (const form of document.querySelectorAll('form[data-reload]')) {
  form.addEventListener('submit', () => setTimeout(() => location.reload(), 2000))
}

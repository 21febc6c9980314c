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

// The colour as recipients will see it: black or white on it, whichever contrasts more, as the pages themselves choose.
for (const swatch of document.querySelectorAll('[data-colour]')) {
  const field = document.getElementById(swatch.dataset.colour)
  field.addEventListener('input', () => {
    const [red, green, blue] = [1, 3, 5]
      .map(at => Number.parseInt(field.value.slice(at, at + 2), 16) / 255)
      .map(channel => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4))
    const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    swatch.querySelector('rect').setAttribute('fill', field.value)
    swatch
      .querySelector('text')
      .setAttribute('fill', (luminance + 0.05) ** 2 > 1.05 * 0.05 ? '#000000' : '#ffffff')
  })
}

"""Documents: paragraphs and tables with what is bold, changed or noted on them, in Word, Hancom, Office, RTF and PDF files."""

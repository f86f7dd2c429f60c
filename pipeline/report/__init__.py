"""What an analyst is handed: a workbook and one page that holds everything, with nothing asked of any other machine."""

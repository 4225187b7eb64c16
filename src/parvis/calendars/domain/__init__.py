"""Operations of the calendars: public holidays, counting days, months and silence."""

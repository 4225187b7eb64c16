// Public holidays as npm `date-holidays` knows them: the arguments are its places ("FR", "FR-57"), each for the years
// of the first two. Prints JSON: place → days (ISO 8601), each with its name.
import Holidays from "date-holidays";

const [first, last, ...places] = process.argv.slice(2);
const found = {};
for (const place of places) {
  const known = new Holidays(...place.split("-"));
  known.setLanguages("fr");
  found[place] = {};
  for (let year = Number(first); year <= Number(last); year += 1) {
    for (const day of known.getHolidays(year)) {
      if (day.type === "public") found[place][day.date.slice(0, 10)] = day.name;
    }
  }
}
console.log(JSON.stringify(found));

// Pages outside the phone's shell look as was chosen on this phone, too; like there, nothing is painted before this has run.
import { appearAsChosen } from './appearance.mjs';

appearAsChosen();
